//! The verbs as something other than a shell sees them: what each is for, its options with their types, and a call that
//! is a command line without a shell. All of it is read off the types that make the command line, so that nothing is
//! declared twice.

use super::{Cli, Mistake, Verb};
use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command, CommandFactory as _, Parser as _};

/// The verbs that only read, and end. A verb that writes files, follows or prints nothing of a recording is not here.
const TOOLS: [&str; 12] =
    ["info", "events", "console", "network", "dom", "diff", "node", "when", "signals", "why", "verify", "ls"];

/// Options that mean nothing where no terminal is and every answer is JSON that ends.
const SHELL_ONLY: [&str; 6] = ["json", "color", "no-pager", "follow", "help", "version"];

/// A verb that only reads.
#[derive(Debug, Clone)]
pub struct Tool {
    /// The verb.
    pub name: String,
    /// What it prints.
    pub about: String,
    /// Whether it reads one recording; otherwise it looks through files.
    pub reads_one: bool,
    /// Its options.
    pub options: Vec<ToolOption>,
}

/// An option of a verb.
#[derive(Debug, Clone)]
pub struct ToolOption {
    /// Its name, without `--`.
    pub name: String,
    /// What it does.
    pub about: String,
    /// What it takes.
    pub takes: Type,
    /// Whether it takes several, as a list.
    pub many: bool,
    /// Whether it must be given.
    pub required: bool,
    /// What it is when it is not given.
    pub default: Option<String>,
}

/// What an option takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Nothing: it is there or not.
    Flag,
    /// A whole number.
    Number,
    /// One of these words.
    Word(Vec<String>),
    /// Any text; the option's own words say what can be read.
    Text,
}

/// Every verb with what it is for, in the order of the help.
#[must_use]
pub fn verbs() -> Vec<(String, String)> {
    let program = program();
    let verbs = program.get_subcommands().filter(|verb| verb.get_name() != "help");
    verbs.map(|verb| (verb.get_name().to_owned(), about(verb.get_about()))).collect()
}

/// The verbs that only read.
#[must_use]
pub fn tools() -> Vec<Tool> {
    program().get_subcommands().filter(|verb| TOOLS.contains(&verb.get_name())).map(tool).collect()
}

/// Reads a command line that calls a tool: the program's name, the verb and what follows.
///
/// # Errors
/// The line is wrong.
pub fn call(words: &[String]) -> Result<Verb, Mistake> {
    let cli = Cli::try_parse_from(words).map_err(|error| Mistake::new(&error, words))?;
    cli.verb.filter(|verb| TOOLS.contains(&verb.name())).ok_or_else(|| Mistake::saying("this is no tool"))
}

fn program() -> Command {
    let mut program = Cli::command();
    program.build();
    program
}

fn tool(verb: &Command) -> Tool {
    let options = verb.get_arguments().filter_map(option).filter(|option| !SHELL_ONLY.contains(&&*option.name));
    Tool {
        name: verb.get_name().to_owned(),
        about: about(verb.get_about()),
        reads_one: verb.get_positionals().any(|arg| arg.get_id() == "archives"),
        options: options.collect(),
    }
}

fn option(arg: &Arg) -> Option<ToolOption> {
    let words: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let takes = match arg.get_action() {
        ArgAction::SetTrue => Type::Flag,
        _ if !words.is_empty() => Type::Word(words),
        _ if is_number(arg.get_value_parser()) => Type::Number,
        _ => Type::Text,
    };
    let default = arg.get_default_values().first().filter(|_| takes != Type::Flag && !arg.is_hide_default_value_set());
    Some(ToolOption {
        name: arg.get_long()?.to_owned(),
        about: about(arg.get_help()),
        takes,
        many: arg.get_value_delimiter().is_some(),
        required: arg.is_required_set(),
        default: default.map(|value| value.to_string_lossy().into_owned()),
    })
}

fn is_number(parser: &ValueParser) -> bool {
    let reads = parser.type_id();
    reads == std::any::TypeId::of::<usize>()
        || reads == std::any::TypeId::of::<u32>()
        || reads == std::any::TypeId::of::<i32>()
}

fn about(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Verbs that are no tools: they write files, serve, go on for ever, or tell of scrubjay itself.
    const NO_TOOLS: [&str; 9] = ["tail", "export", "pack", "redact", "mcp", "skill", "schema", "completions", "man"];

    #[test]
    fn whether_a_verb_is_a_tool_is_decided_for_each() {
        for (verb, about) in verbs() {
            let decided = [TOOLS.contains(&&*verb), NO_TOOLS.contains(&&*verb)];
            assert_eq!(decided.iter().filter(|is| **is).count(), 1, "{verb} must be in one of the two lists");
            assert!(!about.is_empty(), "{verb}");
        }
    }

    #[test]
    fn options_have_the_types_of_the_command_line() {
        let tools = tools();
        let find = |verb: &str, name: &str| {
            let tool = tools.iter().find(|tool| tool.name == verb).unwrap();
            tool.options.iter().find(|option| option.name == name).unwrap()
        };
        assert_eq!(find("events", "limit").takes, Type::Number);
        assert_eq!(find("events", "grep").takes, Type::Text);
        assert_eq!(find("network", "failed").takes, Type::Flag);
        assert!(matches!(&find("events", "kind").takes, Type::Word(words) if words.contains(&"click".to_owned())));
        assert!(find("events", "kind").many && find("console", "fields").many);
        assert!(find("node", "node").required && !find("dom", "at").required);
        assert_eq!(find("why", "top").default.as_deref(), Some("5"));
        assert!(tools.iter().all(|tool| tool.options.iter().all(|option| !SHELL_ONLY.contains(&&*option.name))));
        assert!(tools.iter().all(|tool| tool.reads_one == (tool.name != "ls")));
    }
}
