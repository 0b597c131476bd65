/// The script for zsh: to be sourced, or put into a directory of `fpath` under the name `_PROGRAM`.
struct ZshCompletion {
    let nodes: [CompletionNode]
    let names: ScriptNames

    func script() -> String {
        """
        #compdef \(names.program)

        # Sets what the command at the path $1 takes.
        \(names.function)_describe() {
            subcommands=() options=() value_options=() file_options=() operand_words=() operand_files=''
            case "$1" in
        \(nodes.flatMap(description).asScript)    esac
        }

        # Sets the words that the option $2 of the command at the path $1 takes.
        \(names.function)_choices() {
            choices=()
            case "$1 $2" in
        \(nodes.flatMap(choices).asScript)    esac
        }

        # Offers values of the option $2 of the command at the path $1.
        \(names.function)_offer_values() {
            local -a choices
            \(names.function)_choices "$1" "$2"
            if (( $#choices )); then
                compadd -a choices
            elif (( $file_options[(Ie)$2] )); then
                _files
            fi
        }

        \(names.function)() {
            local -a subcommands options value_options file_options operand_words
            local operand_files='' location='\(names.program)' pending='' operands='' topics='' word
            \(names.function)_describe "$location"
            for word in "${(@)words[2,CURRENT-1]}"; do
                if [[ -n $pending ]]; then pending=''; continue; fi
                if [[ -n $operands ]]; then continue; fi
                case "$word" in
                    --) operands=1 ;;
                    -*) if (( $value_options[(Ie)$word] )); then pending="$word"; fi ;;
                    *)
                        if (( ${${subcommands[@]%%:*}[(Ie)$word]} )); then
                            location="$location $word"
                            \(names.function)_describe "$location"
                        elif [[ $word == help ]] && (( $#subcommands )); then
                            topics=1
                        fi ;;
                esac
            done
            word="${words[CURRENT]}"
            if [[ -n $pending ]]; then
                \(names.function)_offer_values "$location" "$pending"
            elif [[ -n $topics ]]; then
                _describe 'command' subcommands
            elif [[ -z $operands && $word == --*=* ]]; then
                compset -P '*='
                \(names.function)_offer_values "$location" "${word%%=*}"
            elif [[ -z $operands && $word == -* ]]; then
                _describe -o 'option' options
            else
                if (( $#subcommands )); then _describe 'command' subcommands; fi
                if (( $#operand_words )); then compadd -a operand_words; fi
                if [[ -n $operand_files ]]; then _files; fi
            fi
        }

        if [[ "$funcstack[1]" == '\(names.function)' ]]; then
            \(names.function) "$@"
        else
            compdef \(names.function) \(names.program)
        fi

        """
    }

    private func description(of node: CompletionNode) -> [String] {
        let spelled = CompletionNode.spellings
        let fields: [(name: String, words: [String])] = [
            ("subcommands", node.subcommands.map { described($0.name, $0.summary) }),
            ("options", node.options.flatMap { option in spelled(option).map { described($0, option.help) } }),
            ("value_options", node.valueOptions.flatMap(spelled)),
            ("file_options", node.valueOptions.filter(\.completesFiles).flatMap(spelled)),
            ("operand_words", node.operandChoices),
        ]
        let assignments = fields.filter { !$0.words.isEmpty }.flatMap { field in
            ["            \(field.name)=("] + field.words.map { "                \(shellQuoted($0))" } + [
                "            )"
            ]
        }
        let files = node.operandsCompleteFiles ? ["            operand_files=1"] : []
        return ["        \(shellQuoted(node.path)))"] + assignments + files + ["            ;;"]
    }

    /// A word and its description, as `_describe` wants them: a colon divides them.
    private func described(_ word: String, _ text: String) -> String {
        word.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:") + ":" + text
    }

    private func choices(of node: CompletionNode) -> [String] {
        node.valueOptions.filter { !$0.choices.isEmpty }.map { option in
            let patterns = CompletionNode.spellings(of: option).map { shellQuoted(node.path + " " + $0) }
            let words = option.choices.map(shellQuoted).joined(separator: " ")
            return "        \(patterns.joined(separator: " | "))) choices=(\(words)) ;;"
        }
    }
}
