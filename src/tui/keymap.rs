//! Keys to commands: chords as they are written in the command table, and a look-up by context.
//!
//! A chord is written `e`, `E`, `C-o` (control), `M-x` (alt), `S-Tab` (shift, for keys that are no letters), or by name:
//! `Space Esc Enter Tab Up Down Left Right PageUp PageDown Home End Backspace Delete F1`… Several chords apart by a space
//! are pressed one after the other: `Space f`.

use super::command::{COMMANDS, Call, Command, Context};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::{BTreeMap, HashMap};
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

/// Reads the chords of a key: `g`, `Space f`. `None` where one of them is no chord, or there is none.
pub(crate) fn parse_keys(text: &str) -> Option<Vec<Chord>> {
    let chords: Option<Vec<Chord>> = text.split_whitespace().map(Chord::parse).collect();
    chords.filter(|chords| !chords.is_empty())
}

/// Chords as they are written.
pub(crate) fn written(chords: &[Chord]) -> String {
    chords.iter().map(Chord::to_string).collect::<Vec<_>>().join(" ")
}

/// What chords mean.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lookup<'a> {
    /// A command.
    Call(&'a Call),
    /// Nothing yet: another chord must follow.
    More,
    /// Nothing.
    Nothing,
}

/// What keys mean in each context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keymap {
    meanings: HashMap<Context, Branch>,
}

/// What may follow chords that were pressed, by how it is written.
type Branch = BTreeMap<String, Node>;

/// What chords mean, or what may follow them; never both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Node {
    call: Option<Call>,
    next: Branch,
}

impl Default for Keymap {
    /// The keys of the command table.
    fn default() -> Self {
        let mut this = Self { meanings: HashMap::new() };
        for spec in COMMANDS {
            for keys in spec.keys.iter().filter_map(|keys| parse_keys(keys)) {
                for context in spec.contexts {
                    this.bind(*context, &keys, spec.command.into());
                }
            }
        }
        this
    }
}

impl Keymap {
    /// Gives chords a meaning. What they meant before is gone, and so is what a part of them meant by itself, or what
    /// began with them.
    pub(crate) fn bind(&mut self, context: Context, keys: &[Chord], call: Call) {
        if let Some((last, before)) = keys.split_last() {
            let node = Node { call: Some(call), next: Branch::new() };
            self.branch(context, before).insert(last.to_string(), node);
        }
    }

    /// Takes the meaning of chords away, and what began with them.
    pub(crate) fn unbind(&mut self, context: Context, keys: &[Chord]) {
        if let Some((last, before)) = keys.split_last() {
            self.branch(context, before).remove(&last.to_string());
        }
    }

    fn branch(&mut self, context: Context, keys: &[Chord]) -> &mut Branch {
        let mut branch = self.meanings.entry(context).or_default();
        for chord in keys {
            let node = branch.entry(chord.to_string()).or_default();
            node.call = None;
            branch = &mut node.next;
        }
        branch
    }

    /// What chords mean, in the first of these contexts that knows them.
    pub(crate) fn lookup(&self, contexts: &[Context], keys: &[Chord]) -> Lookup<'_> {
        match contexts.iter().find_map(|context| self.node(*context, keys)) {
            Some(Node { call: Some(call), .. }) => Lookup::Call(call),
            Some(_) => Lookup::More,
            None => Lookup::Nothing,
        }
    }

    /// What may follow chords that were pressed: each next chord, and what it means; nothing where more must follow.
    pub(crate) fn following(&self, contexts: &[Context], keys: &[Chord]) -> Vec<(String, Option<&Call>)> {
        let mut found: Vec<(String, Option<&Call>)> = Vec::new();
        for (chord, node) in contexts.iter().filter_map(|context| self.node(*context, keys)).flat_map(|node| &node.next)
        {
            if !found.iter().any(|(known, _)| known == chord) {
                found.push((chord.clone(), node.call.as_ref()));
            }
        }
        found
    }

    fn node(&self, context: Context, keys: &[Chord]) -> Option<&Node> {
        let (last, before) = keys.split_last()?;
        let mut branch = self.meanings.get(&context)?;
        for chord in before {
            branch = &branch.get(&chord.to_string())?.next;
        }
        branch.get(&last.to_string()).filter(|node| node.call.is_some() || !node.next.is_empty())
    }

    /// The keys that mean a command in these contexts, as they are written, the table's own first.
    pub(crate) fn keys_of(&self, contexts: &[Context], command: Command) -> Vec<String> {
        let mut found = Vec::new();
        for context in contexts {
            if let Some(branch) = self.meanings.get(context) {
                gather(branch, "", command, &mut found);
            }
        }
        let own = command.spec().keys;
        found.sort_by_key(|keys| own.iter().position(|key| key == keys).unwrap_or(usize::MAX));
        found.dedup();
        found
    }
}

fn gather(branch: &Branch, before: &str, command: Command, found: &mut Vec<String>) {
    for (chord, node) in branch {
        let keys = if before.is_empty() { chord.clone() } else { format!("{before} {chord}") };
        gather(&node.next, &keys, command, found);
        if node.call.as_ref().is_some_and(|call| call.command == command && call.argument.is_none()) {
            found.push(keys);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Chord> {
        parse_keys(text).unwrap()
    }

    #[test]
    fn every_key_of_the_table_is_a_chord_and_prints_back() {
        for spec in COMMANDS {
            for key in spec.keys {
                let chords = parse_keys(key).unwrap_or_else(|| panic!("{key} of {}", spec.name));
                assert_eq!(written(&chords), *key);
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
    fn several_chords_mean_something_together() {
        let mut map = Keymap::default();
        let go: Call = Command::Start.into();
        map.bind(Context::Global, &keys("Space f"), go.clone());
        let contexts = [Context::Dom, Context::Global];
        assert_eq!(map.lookup(&contexts, &keys("Space")), Lookup::More, "what Space meant by itself is gone");
        assert_eq!(map.lookup(&contexts, &keys("Space f")), Lookup::Call(&go));
        assert_eq!(map.lookup(&contexts, &keys("Space x")), Lookup::Nothing);
        assert_eq!(map.following(&contexts, &keys("Space")), [("f".to_owned(), Some(&go))]);
        assert_eq!(map.keys_of(&contexts, Command::Start), ["g", "Space f"]);
        map.bind(Context::Global, &keys("Space"), Command::Play.into());
        assert_eq!(map.lookup(&contexts, &keys("Space f")), Lookup::Nothing, "what began with Space is gone");
    }

    #[test]
    fn the_region_is_asked_before_the_rest() {
        let mut map = Keymap::default();
        map.bind(Context::Dom, &keys("e"), Command::Parent.into());
        let call = |context| map.lookup(&[context, Context::Global], &keys("e"));
        assert_eq!(call(Context::Dom), Lookup::Call(&Command::Parent.into()));
        assert_eq!(call(Context::Rows), Lookup::Call(&Command::NextError.into()));
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
