//! Keys to commands: chords as they are written in the command table, and a look-up by context.
//!
//! A chord is written `e`, `E`, `C-o` (control), `M-x` (alt), `S-Tab` (shift, for keys that are no letters), or by name:
//! `Space Esc Enter Tab Up Down Left Right PageUp PageDown Home End Backspace Delete F1`…

use super::command::{COMMANDS, Command, Context};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::HashMap;
use std::fmt;

/// One key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Chord {
    /// The key. Letters carry their own case.
    pub(crate) code: KeyCode,
    /// Control, alt, and shift for keys that are no letters.
    pub(crate) modifiers: KeyModifiers,
}

impl Chord {
    /// The chord of a key event, in the form in which the table writes it.
    pub(crate) fn of(key: KeyEvent) -> Self {
        let mut modifiers = key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match key.code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                modifiers -= KeyModifiers::SHIFT;
                KeyCode::Char(c.to_ascii_lowercase())
            }
            KeyCode::Char(c) => {
                modifiers -= KeyModifiers::SHIFT;
                KeyCode::Char(c)
            }
            code => code,
        };
        Self { code, modifiers }
    }

    /// Reads a chord as the table writes it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        while rest.len() > 2 && rest.as_bytes().get(1) == Some(&b'-') {
            modifiers |= match rest.as_bytes()[0] {
                b'C' => KeyModifiers::CONTROL,
                b'M' => KeyModifiers::ALT,
                b'S' => KeyModifiers::SHIFT,
                _ => return None,
            };
            rest = rest.get(2..)?;
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => KeyCode::Char(c),
            _ => named(rest)?,
        };
        Some(Self { code, modifiers })
    }

    /// The character it types, when it is one alone.
    pub(crate) fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }
}

fn named(name: &str) -> Option<KeyCode> {
    Some(match name {
        "Space" => KeyCode::Char(' '),
        "Esc" => KeyCode::Esc,
        "Enter" => KeyCode::Enter,
        "Tab" => KeyCode::Tab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        _ => KeyCode::F(name.strip_prefix('F')?.parse().ok()?),
    })
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, letter) in
            [(KeyModifiers::CONTROL, "C-"), (KeyModifiers::ALT, "M-"), (KeyModifiers::SHIFT, "S-")]
        {
            if self.modifiers.contains(modifier) {
                f.write_str(letter)?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            code => write!(f, "{code:?}"),
        }
    }
}

/// What each chord means in each context.
#[derive(Clone, Debug)]
pub(crate) struct Keymap {
    meanings: HashMap<(Context, Chord), Command>,
}

impl Default for Keymap {
    /// The keys of the command table.
    fn default() -> Self {
        let mut meanings = HashMap::new();
        for spec in COMMANDS {
            for chord in spec.keys.iter().filter_map(|key| Chord::parse(key)) {
                meanings.extend(spec.contexts.iter().map(|context| ((*context, chord), spec.command)));
            }
        }
        Self { meanings }
    }
}

impl Keymap {
    /// What a chord means, in the first of these contexts that knows it.
    pub(crate) fn lookup(&self, contexts: &[Context], chord: Chord) -> Option<Command> {
        contexts.iter().find_map(|context| self.meanings.get(&(*context, chord)).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_is_a_chord_and_prints_back() {
        for spec in COMMANDS {
            for key in spec.keys {
                let chord = Chord::parse(key).unwrap_or_else(|| panic!("{key} of {}", spec.name));
                assert_eq!(chord.to_string(), *key);
            }
        }
    }

    #[test]
    fn no_key_means_two_things_where_both_are_heard() {
        let mut seen = HashMap::new();
        for spec in COMMANDS {
            for (context, key) in spec.contexts.iter().flat_map(|c| spec.keys.iter().map(move |key| (c, key))) {
                let other = seen.insert((*context, *key), spec.name);
                assert_eq!(other, None, "{key} in {context:?}: {}", spec.name);
                let hidden = *context != Context::Global && seen.contains_key(&(Context::Global, *key));
                assert!(!hidden, "{key} of {} hides a global key", spec.name);
            }
        }
    }

    #[test]
    fn names_are_unique_and_lead_back() {
        for spec in COMMANDS {
            assert_eq!(Command::named(spec.name), Some(spec.command), "{}", spec.name);
            assert_eq!(spec.command.spec().name, spec.name);
            assert!(!spec.doc.ends_with('.') && !spec.contexts.is_empty(), "{}", spec.name);
        }
    }

    #[test]
    fn terminals_spell_the_same_key_in_several_ways() {
        let key = |code, modifiers| Chord::of(KeyEvent::new(code, modifiers)).to_string();
        assert_eq!(key(KeyCode::Char('E'), KeyModifiers::SHIFT), "E");
        assert_eq!(key(KeyCode::BackTab, KeyModifiers::SHIFT), "S-Tab");
        assert_eq!(key(KeyCode::BackTab, KeyModifiers::NONE), "S-Tab");
        assert_eq!(key(KeyCode::Char('O'), KeyModifiers::CONTROL), "C-o");
    }
}
