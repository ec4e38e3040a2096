//! The user's configuration: `scrubjay/config.toml` in the folder for configuration.
//!
//! ```toml
//! theme = "gruvbox"        # a theme's name, or a file's path
//! background = "light"     # what the default theme is for; else told by COLORFGBG
//! glyphs = "braille"       # blocks, braille or ascii
//! mouse = false
//! speed = 2                # of playing: 0.5, 1, 2, 4, 8 or 16
//! skip-idle = true
//! pause = true             # playing pauses at errors and signals
//!
//! [keys]
//! "Space n" = "next-failed"
//! "C-h" = "go 50%"
//! "i" = ""                 # means nothing
//! [keys.dom]
//! "P" = "parent"
//! ```
//!
//! What cannot be read is told with its line and left out; the rest counts.

use super::command::{Call, Context};
use super::keymap::{Chord, Keymap, parse_keys};
use super::options::{Background, GlyphSet};
use super::state::{SPEEDS, State};
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is configured; what is not is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Config {
    /// The theme.
    pub(crate) theme: Option<String>,
    /// What the default theme is for.
    pub(crate) background: Option<Background>,
    /// The characters to draw with.
    pub(crate) glyphs: Option<GlyphSet>,
    /// Whether the mouse is listened to.
    pub(crate) mouse: Option<bool>,
    /// The speed of playing, by its place in [`SPEEDS`].
    pub(crate) speed: Option<usize>,
    /// Whether playing skips idle stretches.
    pub(crate) skip_idle: Option<bool>,
    /// Whether playing pauses at errors and signals.
    pub(crate) pause: Option<bool>,
    bindings: Vec<Binding>,
}

/// A key's new meaning; nothing at all when `None`.
#[derive(Clone, Debug, PartialEq)]
struct Binding {
    context: Context,
    keys: Vec<Chord>,
    call: Option<Call>,
}

/// Something that cannot be read: its line, 1-based, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    line: usize,
    reason: String,
}

impl Config {
    /// Reads the file, if there is one; with it comes a sentence when not all of it could be used.
    pub(crate) fn load(file: &Path) -> (Self, Option<String>) {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Err(error) => {
                return (Self::default(), Some(format!("{}: {error}; the defaults are used", file.display())));
            }
        };
        let (config, complaints) = Self::read(&text);
        let more = match complaints.len().saturating_sub(1) {
            0 => String::new(),
            more => format!("; {more} more"),
        };
        let first = complaints.first().map(|first| {
            // The status line is short: the folder is known.
            let name = file.file_name().unwrap_or(file.as_os_str()).display();
            format!("{name}, line {}: {}; the default is used{more}", first.line, first.reason)
        });
        (config, first)
    }

    /// Reads the text of a configuration, and what is wrong with it.
    pub(crate) fn read(text: &str) -> (Self, Vec<Complaint>) {
        let mut reader = Reader { text, config: Self::default(), complaints: Vec::new() };
        match DeTable::parse(text) {
            Ok(table) => reader.table(table.get_ref()),
            Err(error) => reader.complain(error.span().unwrap_or_default(), error.message()),
        }
        (reader.config, reader.complaints)
    }

    /// Sets the screen up as configured.
    pub(crate) fn apply(&self, state: &mut State) {
        state.keys.map = self.keymap();
        let play = &mut state.play;
        play.speed = self.speed.unwrap_or(play.speed);
        play.skip_idle = self.skip_idle.unwrap_or(play.skip_idle);
        play.pause = self.pause.unwrap_or(play.pause);
    }

    /// The keys with what is configured.
    pub(crate) fn keymap(&self) -> Keymap {
        let mut map = Keymap::default();
        for Binding { context, keys, call } in &self.bindings {
            match call {
                Some(call) => map.bind(*context, keys, call.clone()),
                None => map.unbind(*context, keys),
            }
        }
        map
    }
}

struct Reader<'t> {
    text: &'t str,
    config: Config,
    complaints: Vec<Complaint>,
}

impl Reader<'_> {
    fn complain(&mut self, span: Range<usize>, reason: impl Into<String>) {
        let line = 1 + self.text.bytes().take(span.start).filter(|byte| *byte == b'\n').count();
        self.complaints.push(Complaint { line, reason: reason.into() });
    }

    fn table(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            if let Err(reason) = self.option(name.get_ref(), value) {
                self.complain(name.span(), reason);
            }
        }
    }

    fn option(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<(), String> {
        let config = &mut self.config;
        let value = value.get_ref();
        match name {
            "theme" => config.theme = Some(text(name, value)?.to_owned()),
            "background" => {
                config.background =
                    Some(one_of(name, value, &[("dark", Background::Dark), ("light", Background::Light)])?);
            }
            "glyphs" => {
                let sets = [("blocks", GlyphSet::Blocks), ("braille", GlyphSet::Braille), ("ascii", GlyphSet::Ascii)];
                config.glyphs = Some(one_of(name, value, &sets)?);
            }
            "mouse" => config.mouse = Some(flag(name, value)?),
            "skip-idle" => config.skip_idle = Some(flag(name, value)?),
            "pause" => config.pause = Some(flag(name, value)?),
            "speed" => config.speed = Some(speed(value)?),
            "keys" => {
                let DeValue::Table(keys) = value else { return Err("keys is a table: [keys]".to_owned()) };
                self.keys(keys);
            }
            _ => {
                let names = ["theme", "background", "glyphs", "mouse", "speed", "skip-idle", "pause", "keys"];
                let meant = crate::text::nearest(name, names).map(|near| format!("; did you mean {near}?"));
                return Err(format!("{name:?} is no option{}", meant.unwrap_or_default()));
            }
        }
        Ok(())
    }

    fn keys(&mut self, keys: &DeTable<'_>) {
        for (name, value) in keys {
            if let DeValue::Table(table) = value.get_ref() {
                let Some(context) = Context::ALL.into_iter().find(|context| context.name() == name.get_ref()) else {
                    let names: Vec<&str> = Context::ALL.into_iter().map(Context::name).collect();
                    self.complain(
                        name.span(),
                        format!("{:?} is no region; there are {}", name.get_ref(), names.join(", ")),
                    );
                    continue;
                };
                for (keys, value) in table {
                    self.key(context, keys, value);
                }
            } else {
                self.key(Context::Global, name, value);
            }
        }
    }

    fn key(&mut self, context: Context, keys: &Spanned<impl AsRef<str>>, value: &Spanned<DeValue<'_>>) {
        match binding(context, keys.get_ref().as_ref(), value.get_ref()) {
            Ok(binding) => self.config.bindings.push(binding),
            Err(reason) => self.complain(keys.span(), reason),
        }
    }
}

fn binding(context: Context, keys: &str, value: &DeValue<'_>) -> Result<Binding, String> {
    let chords = parse_keys(keys).ok_or_else(|| format!("{keys:?} is no key; keys are written e, C-o, Space f"))?;
    let line = text(keys, value)?;
    let call = if line.trim().is_empty() { None } else { Some(Call::parse(line)?) };
    Ok(Binding { context, keys: chords, call })
}

fn text<'v>(name: &str, value: &'v DeValue<'_>) -> Result<&'v str, String> {
    value.as_str().ok_or_else(|| format!("{name} takes a text in quotes"))
}

fn flag(name: &str, value: &DeValue<'_>) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("{name} takes true or false"))
}

fn one_of<T: Copy>(name: &str, value: &DeValue<'_>, choices: &[(&str, T)]) -> Result<T, String> {
    let word = text(name, value)?;
    let found = choices.iter().find(|(choice, _)| *choice == word).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
        format!("{name} is {}, not {word:?}", names.join(" or "))
    })
}

fn speed(value: &DeValue<'_>) -> Result<usize, String> {
    let written = match value {
        DeValue::Integer(number) => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => "",
    };
    let place = SPEEDS.iter().position(|speed| written.parse() == Ok(*speed));
    place.ok_or_else(|| format!("speed is one of {}", SPEEDS.map(|speed| speed.to_string()).join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::command::Command;
    use crate::tui::keymap::Lookup;

    fn keys(text: &str) -> Vec<Chord> {
        parse_keys(text).unwrap()
    }

    #[test]
    fn options_and_keys_are_read() {
        let text = "theme = \"gruvbox\"\nglyphs = \"braille\"\nmouse = false\nspeed = 0.5\n[keys]\n\"Space f\" = \"next-failed\"\n\"i\" = \"\"\n\"C-h\" = \"go 50%\"\n[keys.dom]\n\"P\" = \"parent\"\n";
        let (config, complaints) = Config::read(text);
        assert_eq!(complaints, []);
        assert_eq!((config.theme.as_deref(), config.mouse, config.speed), (Some("gruvbox"), Some(false), Some(0)));
        assert_eq!(config.glyphs, Some(GlyphSet::Braille));
        let map = config.keymap();
        let meaning = |text: &str| map.lookup(&[Context::Dom, Context::Global], &keys(text));
        assert_eq!(meaning("Space f"), Lookup::Call(&Command::NextFailed.into()));
        assert_eq!(meaning("i"), Lookup::Nothing, "it was taken away");
        assert_eq!(meaning("P"), Lookup::Call(&Command::Parent.into()));
        assert_eq!(meaning("e"), Lookup::Call(&Command::NextError.into()), "the rest is as it was");
        let Lookup::Call(call) = meaning("C-h") else { panic!("a key with an argument") };
        assert_eq!(call.argument.as_deref(), Some("50%"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line_and_the_rest_counts() {
        let text = "thme = \"x\"\nmouse = \"no\"\nspeed = 3\ntheme = \"gruvbox\"\n[keys]\n\"Hyper-x\" = \"quit\"\n\"e\" = \"next-eror\"\n[keys.dm]\n\"x\" = \"quit\"\n";
        let (config, mut complaints) = Config::read(text);
        complaints.sort_by_key(|complaint| complaint.line);
        let told: Vec<(usize, &str)> = complaints.iter().map(|it| (it.line, it.reason.as_str())).collect();
        assert_eq!(config.theme.as_deref(), Some("gruvbox"));
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 6, 7, 8]);
        assert!(told[0].1.contains("did you mean theme?") && told[4].1.contains("did you mean next-error"), "{told:?}");
        let (config, complaints) = Config::read("theme = \"gruvbox\n[keys]");
        assert_eq!((config, complaints[0].line), (Config::default(), 1));
    }
}
