/// The script for bash 3.2 and later; it needs no other package.
struct BashCompletion {
    let nodes: [CompletionNode]
    let names: ScriptNames

    func script() -> String {
        """
        # bash completion for \(names.program)

        # Sets what the command at the path $1 takes.
        \(names.function)_describe() {
            subcommands='' options='' value_options='' file_options='' operand_words='' operand_files=''
            case "$1" in
        \(nodes.flatMap(description).asScript)    esac
        }

        # Sets the words that the option $2 of the command at the path $1 takes.
        \(names.function)_choices() {
            choices=''
            case "$1 $2" in
        \(nodes.flatMap(choices).asScript)    esac
        }

        \(names.function)_offer() {
            local candidate
            while IFS= read -r candidate; do
                COMPREPLY+=("$3$candidate")
            done < <(compgen -W "$1" -- "$2")
        }

        \(names.function)_offer_files() {
            local candidate
            compopt -o filenames 2>/dev/null
            while IFS= read -r candidate; do
                COMPREPLY+=("$2$candidate")
            done < <(compgen -f -- "$1")
        }

        # Offers values of the option $2 of the command at the path $1, for the beginning $3; $4 stands before each.
        \(names.function)_offer_values() {
            local choices
            \(names.function)_choices "$1" "$2"
            if [[ -n $choices ]]; then
                \(names.function)_offer "$choices" "$3" "$4"
            elif [[ " $file_options " == *" $2 "* ]]; then
                \(names.function)_offer_files "$3" "$4"
            fi
        }

        \(names.function)() {
            local subcommands options value_options file_options operand_words operand_files
            local path='\(names.program)' pending='' operands='' topics='' index word
            local current="${COMP_WORDS[COMP_CWORD]}"
            COMPREPLY=()
            \(names.function)_describe "$path"
            for ((index = 1; index < COMP_CWORD; index++)); do
                word="${COMP_WORDS[index]}"
                # Bash makes `--option=value` three words.
                if [[ $word == '=' && -n $pending ]]; then continue; fi
                if [[ -n $pending ]]; then pending=''; continue; fi
                if [[ -n $operands ]]; then continue; fi
                case "$word" in
                    --) operands=1 ;;
                    -*) if [[ " $value_options " == *" $word "* ]]; then pending="$word"; fi ;;
                    *)
                        if [[ " $subcommands " == *" $word "* ]]; then
                            path="$path $word"
                            \(names.function)_describe "$path"
                        elif [[ $word == help && -n $subcommands ]]; then
                            topics=1
                        fi ;;
                esac
            done
            if [[ $current == '=' ]]; then current=''; fi
            if [[ -n $pending ]]; then
                \(names.function)_offer_values "$path" "$pending" "$current" ''
            elif [[ -n $topics ]]; then
                \(names.function)_offer "$subcommands" "$current" ''
            elif [[ -z $operands && $current == --*=* ]]; then
                \(names.function)_offer_values "$path" "${current%%=*}" "${current#*=}" "${current%%=*}="
            elif [[ -z $operands && $current == -* ]]; then
                \(names.function)_offer "$options" "$current" ''
            else
                \(names.function)_offer "$subcommands $operand_words" "$current" ''
                if [[ -n $operand_files ]]; then \(names.function)_offer_files "$current" ''; fi
            fi
        }

        complete -F \(names.function) \(names.program)

        """
    }

    private func description(of node: CompletionNode) -> [String] {
        let spelled = CompletionNode.spellings
        let fields: [(name: String, words: [String])] = [
            ("subcommands", node.subcommands.map(\.name)),
            ("options", node.options.flatMap(spelled)),
            ("value_options", node.valueOptions.flatMap(spelled)),
            ("file_options", node.valueOptions.filter(\.completesFiles).flatMap(spelled)),
            ("operand_words", node.operandChoices),
            ("operand_files", node.operandsCompleteFiles ? ["1"] : []),
        ]
        let assignments = fields.filter { !$0.words.isEmpty }.map { field in
            "            \(field.name)=\(shellQuoted(field.words.joined(separator: " ")))"
        }
        return ["        \(shellQuoted(node.path)))"] + assignments + ["            ;;"]
    }

    private func choices(of node: CompletionNode) -> [String] {
        node.valueOptions.filter { !$0.choices.isEmpty }.map { option in
            let patterns = CompletionNode.spellings(of: option).map { shellQuoted(node.path + " " + $0) }
            let words = shellQuoted(option.choices.joined(separator: " "))
            return "        \(patterns.joined(separator: " | "))) choices=\(words) ;;"
        }
    }
}
