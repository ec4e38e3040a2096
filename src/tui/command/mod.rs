//! The one table of commands: what a key, a palette line or the mouse can ask for, under which name, in which context.
//!
//! The key map, the palette, the help overlay, the status line's offers and the README's table of keys all derive from
//! [`COMMANDS`]. To add a command: one row in `table.rs`, one arm in `update` (or in the pane that answers to it).

mod table;

pub use table::{COMMANDS, Command};

/// Where a key means a command. The focused region is asked first, then [`Context::Global`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Everywhere.
    Global,
    /// The timeline's rows.
    Rows,
    /// The lanes.
    Lanes,
    /// Any region with lines: what moves the line that is chosen there.
    List,
    /// The page pane.
    Page,
    /// The DOM pane.
    Dom,
    /// The diff pane.
    Diff,
    /// The event pane.
    Event,
    /// The console pane.
    Console,
    /// The network pane.
    Network,
    /// The signals pane.
    Signals,
    /// The node pane.
    Node,
    /// The info pane.
    Info,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 13] = [
        Self::Global,
        Self::Rows,
        Self::Lanes,
        Self::List,
        Self::Page,
        Self::Dom,
        Self::Diff,
        Self::Event,
        Self::Console,
        Self::Network,
        Self::Signals,
        Self::Node,
        Self::Info,
    ];

    /// Its name in a configuration file: `[keys.dom]`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Rows => "rows",
            Self::Lanes => "lanes",
            Self::List => "list",
            Self::Page => "page",
            Self::Dom => "dom",
            Self::Diff => "diff",
            Self::Event => "event",
            Self::Console => "console",
            Self::Network => "network",
            Self::Signals => "signals",
            Self::Node => "node",
            Self::Info => "info",
        }
    }
}

/// What may follow a command's name in the palette, or be typed before or after its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A count before the key: `10L`.
    Count,
    /// The letter of a mark, after the key.
    Mark,
    /// A moment, as people write it.
    Moment,
    /// A window's number, from 1, or `all`; a count does as well.
    Window,
    /// A theme's name.
    Theme,
    /// Anything.
    Text,
}

impl Takes {
    /// Whether a number typed before the key is for the command.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Count | Self::Window)
    }

    /// What stands for the argument in help: empty where there is none to write.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Nothing | Self::Count => "",
            Self::Mark => "LETTER",
            Self::Moment => "MOMENT",
            Self::Window => "WINDOW",
            Self::Theme => "THEME",
            Self::Text => "TEXT",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Spec {
    /// What it does.
    pub command: Command,
    /// Its name: in the palette, in help, in a key map.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it does, in one imperative line without a full stop.
    pub doc: &'static str,
    /// The keys that mean it, as [`super::keymap`] reads them: each a chord, or several chords apart by a space.
    pub keys: &'static [&'static str],
    /// Where.
    pub contexts: &'static [Context],
}

impl Command {
    /// The command's row in the table.
    #[must_use]
    pub fn spec(self) -> &'static Spec {
        // Variants and rows are one list: see the macro in `table`.
        &COMMANDS[self as usize]
    }

    /// The command of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        COMMANDS.iter().find(|spec| spec.name == name).map(|spec| spec.command)
    }
}

/// A command with what was written behind it: what a key is bound to, what a palette line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// The command.
    pub(crate) command: Command,
    /// Its argument, where one was written.
    pub(crate) argument: Option<String>,
}

impl From<Command> for Call {
    fn from(command: Command) -> Self {
        Self { command, argument: None }
    }
}

impl Call {
    /// Reads a line as the palette and a key map write it: a command's name, and what it takes.
    pub(crate) fn parse(line: &str) -> Result<Self, String> {
        let line = line.trim();
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let command = Command::named(name).ok_or_else(|| unknown(name))?;
        let argument = Some(rest.trim()).filter(|rest| !rest.is_empty()).map(str::to_owned);
        match (command.spec().takes, &argument) {
            (Takes::Nothing | Takes::Count, Some(rest)) => Err(format!("{name} takes nothing, not {rest:?}")),
            _ => Ok(Self { command, argument }),
        }
    }
}

/// No command has that name; one or two that it may have been meant for.
fn unknown(name: &str) -> String {
    let names: Vec<&str> = COMMANDS.iter().map(|spec| spec.name).collect();
    let near = similar::get_close_matches(name, &names, 2, 0.6);
    match near.as_slice() {
        [] => format!("no command is called {name:?}; : lists them all"),
        near => format!("no command is called {name:?}; did you mean {}?", near.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        for (place, spec) in COMMANDS.iter().enumerate() {
            assert_eq!(Command::named(spec.name), Some(spec.command), "{}", spec.name);
            assert_eq!(spec.command as usize, place);
            assert!(!spec.doc.ends_with('.') && !spec.contexts.is_empty(), "{}", spec.name);
        }
    }

    #[test]
    fn a_line_names_a_command_and_what_it_takes() {
        let go = Call { command: Command::Go, argument: Some("1m 20s".to_owned()) };
        assert_eq!(Call::parse(" go   1m 20s "), Ok(go));
        assert_eq!(Call::parse("quit"), Ok(Command::Quit.into()));
        assert_eq!(Call::parse("quit now").unwrap_err(), "quit takes nothing, not \"now\"");
    }

    #[test]
    fn an_unknown_command_suggests_the_nearest() {
        let said = Call::parse("next-eror").unwrap_err();
        assert!(said.contains("did you mean next-error"), "{said}");
        assert!(Call::parse("qqqqqq").unwrap_err().contains(": lists them all"));
    }
}
