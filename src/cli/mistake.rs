//! What is wrong with a command line, in one sentence, with the place marked and what would be right.
//!
//! clap knows all of that, but says it in paragraphs of its own; every other mistake of a user's (an expression, a field,
//! a moment) is told in one form, and this puts clap's into that form.

use super::{Cli, verbs};
use crate::text;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// A wrong command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// One line: what is wrong.
    pub message: String,
    /// The words in question, and in them the byte at which what is wrong begins, and how long it is.
    pub place: Option<(String, usize, usize)>,
    /// What would be right, one line each.
    pub hints: Vec<String>,
}

impl Mistake {
    /// A mistake that is said in one sentence.
    #[must_use]
    pub fn saying(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, hints: Vec::new() }
    }

    /// What clap found wrong with these words.
    #[must_use]
    pub fn new(error: &Error, words: &[String]) -> Self {
        let about = About { error, words };
        match error.kind() {
            ErrorKind::InvalidValue => about.value(),
            ErrorKind::ValueValidation => about.validation(),
            ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => about.unknown(),
            ErrorKind::MissingRequiredArgument => about.missing(),
            ErrorKind::ArgumentConflict => about.conflict(),
            _ => Self::saying(about.in_its_words()),
        }
    }

    fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    fn with(self, hints: impl IntoIterator<Item = String>) -> Self {
        hints.into_iter().fold(self, Self::hinted)
    }
}

/// An archive that is no file, and so most likely a verb that is misspelt or unknown: `scrubjay evnts session.json`.
/// Whether it is a file is the caller's to know.
#[must_use]
pub fn misspelt(cli: &Cli) -> Option<Mistake> {
    let word = cli.open.archives.first()?.to_str()?;
    let verbs: Vec<String> = verbs().into_iter().map(|(verb, _)| verb).collect();
    let near = text::nearest(word, verbs.iter().map(String::as_str));
    let bare = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && word != "-";
    if cli.verb.is_some() || !bare || (near.is_none() && cli.open.archives.len() < 2) {
        return None;
    }
    let mistake = Mistake::saying(format!("there is no verb and no file {word}"));
    Some(
        mistake
            .with(near.map(|near| format!("did you mean {near}?")))
            .hinted(format!("the verbs are {}", verbs.join(" "))),
    )
}

struct About<'e> {
    error: &'e Error,
    words: &'e [String],
}

impl About<'_> {
    fn strings(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(one)) => vec![one.clone()],
            Some(ContextValue::Strings(some)) => some.clone(),
            _ => Vec::new(),
        }
    }

    fn string(&self, kind: ContextKind) -> String {
        self.strings(kind).into_iter().next().unwrap_or_default()
    }

    /// The option as it is written: `--kind`, of `--kind <KIND>`.
    fn option(&self) -> String {
        bare(&self.string(ContextKind::InvalidArg)).trim_start_matches('<').trim_end_matches(['>', '.']).to_owned()
    }

    fn meant(&self, kind: ContextKind) -> Option<String> {
        self.strings(kind).first().map(|meant| format!("did you mean {meant}?"))
    }

    /// A value that is none of the choices, or no value.
    fn value(&self) -> Mistake {
        let (option, value) = (self.option(), self.string(ContextKind::InvalidValue));
        let choices = self.strings(ContextKind::ValidValue);
        let known = (!choices.is_empty()).then(|| format!("it can be {}", choices.join(" ")));
        if option.is_empty() {
            return Mistake::saying(self.in_its_words());
        }
        if value.is_empty() {
            return Mistake::saying(format!("{option} needs a value")).with(known);
        }
        let near =
            text::nearest(&value, choices.iter().map(String::as_str)).map(|near| format!("did you mean {near}?"));
        Mistake { place: self.place(&option, &value), ..Mistake::saying(format!("{option} cannot be {value:?}")) }
            .with(near)
            .with(known)
    }

    /// A value that the option's own reader refused; what it says is a sentence, and after `; ` what would be right.
    fn validation(&self) -> Mistake {
        let (option, value) = (self.option(), self.string(ContextKind::InvalidValue));
        let said = std::error::Error::source(self.error).map(ToString::to_string).unwrap_or_default();
        let (wrong, right) = said.split_once("; ").map_or((&*said, None), |(wrong, right)| (wrong, Some(right)));
        let wrong = if wrong.starts_with("invalid digit") { "it is no whole number" } else { wrong };
        let message = if wrong.starts_with('"') {
            format!("{option}: {wrong}")
        } else {
            format!("{option} cannot be {value:?}: {wrong}")
        };
        let mistake = Mistake { place: self.place(&option, &value), ..Mistake::saying(message) };
        mistake.with(right.map(str::to_owned))
    }

    fn unknown(&self) -> Mistake {
        let word = self.string(ContextKind::InvalidArg);
        let is_option = word.starts_with('-') && word.len() > 1;
        let message =
            if is_option { format!("there is no option {word}") } else { format!("{word:?} is one word too many") };
        let meant = self.meant(ContextKind::SuggestedArg).or_else(|| self.meant(ContextKind::SuggestedSubcommand));
        let hints = if meant.is_some() { None } else { Some(self.usage()) };
        Mistake::saying(message).with(meant).with(hints)
    }

    /// The words before the verb: most likely the archive.
    fn before_verb(&self) -> Option<(&str, &str)> {
        let verbs = verbs();
        let at = self.words.iter().skip(1).position(|word| verbs.iter().any(|(verb, _)| verb == word))? + 1;
        let before = self.words.get(1..at)?.iter().find(|word| !word.starts_with('-'))?;
        Some((before, &self.words[at]))
    }

    fn missing(&self) -> Mistake {
        if let Some((archive, verb)) = self.before_verb() {
            return Mistake::saying("the archive stands before the verb")
                .hinted(format!("write scrubjay {verb} {}", text::shell_word(archive)));
        }
        let missing = self.strings(ContextKind::InvalidArg);
        // `<ARCHIVE>...`, and of a choice `<--select <CSS>|--text <STR>>`.
        let missing: Vec<&str> = missing.iter().map(|arg| arg.trim_end_matches("...")).collect();
        let bare =
            |arg: &str| arg.strip_prefix('<').and_then(|arg| arg.strip_suffix('>')).unwrap_or(arg).replace('|', " or ");
        let missing: Vec<String> = missing.into_iter().map(bare).collect();
        Mistake::saying(format!("{} is missing", missing.join(" "))).hinted(self.usage())
    }

    fn conflict(&self) -> Mistake {
        let (option, prior) = (self.option(), self.strings(ContextKind::PriorArg));
        let prior: Vec<&str> = prior.iter().map(|prior| bare(prior)).filter(|prior| *prior != option).collect();
        if prior.is_empty() {
            return Mistake::saying(format!("{option} is given twice"));
        }
        Mistake::saying(format!("{option} cannot go with {}", prior.join(" ")))
    }

    /// `scrubjay events [OPTIONS] <ARCHIVE>...`, and that help is there.
    fn usage(&self) -> String {
        let usage = match self.error.get(ContextKind::Usage) {
            Some(ContextValue::StyledStr(usage)) => usage.to_string(),
            _ => String::new(),
        };
        let usage = usage.trim().trim_start_matches("Usage:").trim();
        let usage = usage.lines().next().filter(|usage| !usage.is_empty()).unwrap_or("scrubjay VERB ARCHIVE…");
        format!("write {usage}; --help tells more")
    }

    /// The first line of what clap says.
    fn in_its_words(&self) -> String {
        let said = self.error.render().to_string();
        let said = said.trim_start_matches("error:").trim();
        said.lines().next().unwrap_or_default().trim_end_matches(':').to_owned()
    }

    /// An option and its value as they were written, and where in them the value is, or the part of a list that is meant.
    fn place(&self, option: &str, value: &str) -> Option<(String, usize, usize)> {
        let ends = |text: &str| text == value || text.split(',').any(|part| part == value);
        let mut lines = self.words.iter().enumerate().skip(1).filter_map(|(at, word)| {
            let own = word.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')).is_some_and(ends);
            let after = self.words.get(at - 1).is_some_and(|before| before == option) && ends(word);
            let word = text::shell_word(word);
            if own { Some(word.into_owned()) } else { after.then(|| format!("{option} {word}")) }
        });
        let line = lines.next_back()?;
        let at = line.rfind(value)?;
        Some((line, at, value.len()))
    }
}

fn bare(arg: &str) -> &str {
    arg.split([' ', '=']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    fn mistake(line: &str) -> Mistake {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        Mistake::new(&Cli::try_parse_from(&words).unwrap_err(), &words)
    }

    #[test]
    fn the_place_is_the_value_itself_in_a_list_and_behind_an_equals_sign() {
        for option in ["--kind click,clicks", "--kind=click,clicks"] {
            let mistake = mistake(&format!("scrubjay events clicks {option} x"));
            assert_eq!(mistake.message, "--kind cannot be \"clicks\"");
            assert_eq!(mistake.place, Some((option.to_owned(), 13, 6)));
            assert_eq!(mistake.hints[0], "did you mean click?");
        }
    }

    #[test]
    fn a_verb_that_is_misspelt_is_told_and_a_file_that_is_missing_is_not_taken_for_one() {
        let told =
            |line: &str| misspelt(&Cli::try_parse_from(line.split(' ')).unwrap()).map(|told| told.hints[0].clone());
        assert_eq!(told("scrubjay evnts a.json").as_deref(), Some("did you mean events?"));
        assert!(told("scrubjay frobnicate a.json").unwrap().starts_with("the verbs are info"));
        for file in ["session.json", "folder/events2", "-", "zzz"] {
            assert_eq!(told(&format!("scrubjay {file}")), None, "{file}");
        }
    }
}
