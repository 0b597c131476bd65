"""The official OpenAI SDK against a gateway.

Usage: openai_sdk.py GATEWAY UPSTREAM   (two URLs; the upstream is the stand-in behind the gateway)

Prints "ok NAME" for each check; ends with an exception at the first that fails. The routes are those of
GatewayStage.swift; what the stand-in answers is what it was asked with.
"""
import json
import sys
import time
import urllib.request

import openai

GATEWAY, UPSTREAM = sys.argv[1], sys.argv[2]
client = openai.OpenAI(base_url=GATEWAY + "/v1", api_key="caller-key", max_retries=0, timeout=30)
TOOLS = [{
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "the weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}]


def stats():
    with urllib.request.urlopen(UPSTREAM + "/stand-in/stats") as answer:
        return json.load(answer)


def expect(condition, *facts):
    if not condition:
        raise AssertionError(facts)


def user(text):
    return [{"role": "user", "content": text}]


def check_models():
    names = [model.id for model in client.models.list()]
    expect({"chat", "claude", "embed"} <= set(names), names)
    expect(client.models.retrieve("chat").id == "chat")


def check_chat(model, dialect):
    raw = client.chat.completions.with_raw_response.create(model=model, messages=user("Hello"))
    answer = raw.parse()
    echo = json.loads(answer.choices[0].message.content)
    expect(echo["dialect"] == dialect and echo["user"] == "Hello", echo)
    expect(echo["system"] == "Be brief.", echo)
    expect(answer.choices[0].finish_reason == "stop", answer)
    expect(answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0, answer.usage)
    expect(int(raw.headers["x-trelay-revision"]) > 0, raw.headers)
    expect(raw.headers["x-trelay-digest"].startswith("sha256:"), raw.headers)
    expect(raw.headers["x-trelay-route"] == model, raw.headers)
    expect(raw.headers["x-trelay-prompt-version"] == "1", raw.headers)
    expect(raw.headers["x-request-id"], raw.headers)
    # The provider's key, and not the caller's.
    expect(echo["credential"] != "", echo)


def check_stream(model):
    chunks = list(client.chat.completions.create(
        model=model, messages=user("Hello"), stream=True, stream_options={"include_usage": True}))
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    expect(json.loads(text)["user"] == "Hello", text)
    expect(chunks[-1].usage is not None and not chunks[-1].choices, chunks[-1])
    expect(len({c.id for c in chunks}) == 1, "one id")
    finish = [c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason]
    expect(finish == ["stop"], finish)
    # Usage is not sent to a caller that did not ask.
    plain = list(client.chat.completions.create(model=model, messages=user("Hello"), stream=True))
    expect(all(c.choices for c in plain), "a chunk without choices that nobody asked for")


def check_tools(model):
    answer = client.chat.completions.create(model=model, messages=user("Weather?"), tools=TOOLS)
    call = answer.choices[0].message.tool_calls[0]
    expect(call.function.name == "get_weather" and json.loads(call.function.arguments) is not None, call)
    expect(answer.choices[0].finish_reason == "tool_calls", answer)
    name, arguments = "", ""
    for chunk in client.chat.completions.create(model=model, messages=user("Weather?"), tools=TOOLS, stream=True):
        for part in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
            name += part.function.name or ""
            arguments += part.function.arguments or ""
    expect(name == "get_weather" and isinstance(json.loads(arguments), dict), (name, arguments))
    # The result of the tool goes back.
    messages = user("Weather?") + [
        answer.choices[0].message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
    ]
    echo = json.loads(client.chat.completions.create(model=model, messages=messages).choices[0].message.content)
    expect(echo["tool"] == "sunny", echo)


def check_embeddings():
    # The SDK asks for base64 by itself and decodes it.
    answer = client.embeddings.create(model="embed", input=["a", "b"])
    expect(len(answer.data) == 2 and all(isinstance(x, float) for x in answer.data[0].embedding), answer)
    plain = client.embeddings.create(model="embed", input=["a", "b"], encoding_format="float")
    expect(plain.data[1].embedding == answer.data[1].embedding or
           max(abs(x - y) for x, y in zip(plain.data[1].embedding, answer.data[1].embedding)) < 1e-6, "not the same")


def check_errors():
    for model, kind, code in [("nobody", openai.NotFoundError, "model_not_found")]:
        try:
            client.chat.completions.create(model=model, messages=user("x"))
        except kind as error:
            expect(error.code == code and error.body["type"] == "invalid_request_error", error.body)
        else:
            raise AssertionError(model)
    try:
        client.chat.completions.create(model="chat", messages=[])
    except openai.BadRequestError as error:
        expect(error.param == "messages", error.body)
    else:
        raise AssertionError("no messages")
    try:
        client.chat.completions.create(model="chat", messages=user("please stand-in:400"))
    except openai.BadRequestError as error:
        expect(error.message, error.body)
    else:
        raise AssertionError("the upstream's 400")
    try:
        client.embeddings.create(model="claude", input="a")
    except openai.BadRequestError as error:
        expect(error.message, error.body)
    else:
        raise AssertionError("embeddings of a provider that has none")


def check_retries():
    # The gateway's own: the SDK makes none here.
    echo = json.loads(client.chat.completions.create(model="retry", messages=user("x")).choices[0].message.content)
    expect(echo["model"].startswith("retry"), echo)
    raw = client.chat.completions.with_raw_response.create(model="fallback", messages=user("x"))
    echo = json.loads(raw.parse().choices[0].message.content)
    expect(echo["model"] == "spare", echo)
    # When all fail, the SDK's own retries apply: it is told that it may.
    try:
        client.chat.completions.create(model="down", messages=user("x"))
    except openai.InternalServerError as error:
        expect(error.status_code in (502, 503), error.status_code)
    else:
        raise AssertionError("down")
    try:
        client.chat.completions.create(model="limited", messages=user("x"))
    except openai.RateLimitError as error:
        expect(float(error.response.headers["retry-after"]) > 0, error.response.headers)
    else:
        raise AssertionError("limited")


def check_timeouts():
    began = time.monotonic()
    try:
        client.chat.completions.create(model="slow", messages=user("x"))
    except openai.InternalServerError as error:
        expect(error.status_code == 504, error.status_code)
    else:
        raise AssertionError("slow")
    expect(time.monotonic() - began < 10, "the gateway waited for a provider that hangs")


def check_broken_streams():
    for directive in ["error-after=2", "half-frame=2", "close-after=2", "end-after=2"]:
        text = ""
        try:
            stream = client.chat.completions.create(
                model="chat", messages=user("please stand-in:" + directive), stream=True)
            for chunk in stream:
                text += chunk.choices[0].delta.content or "" if chunk.choices else ""
        except openai.APIError as error:
            expect(error.message, error)
        else:
            raise AssertionError(directive + " ended as if it were whole")
        expect(text, directive + ": what came before the failure is the caller's")


def check_cancel():
    before = stats()["cancelled_streams"]
    stream = client.chat.completions.create(
        model="chat", messages=user("please stand-in:endless,slow-chunks=10ms"), stream=True)
    next(iter(stream))
    stream.close()
    for _ in range(500):
        if stats()["cancelled_streams"] > before:
            return
        time.sleep(0.01)
    raise AssertionError("the upstream still sends to a caller that has gone")


CHECKS = [
    ("models", check_models),
    ("chat", lambda: check_chat("chat", "openai")),
    ("chat through Anthropic", lambda: check_chat("claude", "anthropic")),
    ("stream", lambda: check_stream("chat")),
    ("stream through Anthropic", lambda: check_stream("claude")),
    ("tools", lambda: check_tools("chat")),
    ("tools through Anthropic", lambda: check_tools("claude")),
    ("embeddings", check_embeddings),
    ("errors", check_errors),
    ("retries and fallbacks", check_retries),
    ("time-outs", check_timeouts),
    ("broken streams", check_broken_streams),
    ("a cancelled stream", check_cancel),
]
for name, check in CHECKS:
    check()
    print("ok", name, flush=True)
