//! What the command line and the environment say about the screen.

use super::terminal::Wrap;
use super::theme::Depth;
use etcetera::BaseStrategy as _;
use std::path::PathBuf;

/// How the screen is to be.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is opened, as the header names it: the file's name, or `-`.
    pub name: String,
    /// The archives as they were named on the command line.
    pub files: Vec<String>,
    /// The theme, by name; the default where none is asked for.
    pub theme: Option<String>,
    /// The characters that are drawn with. `SCRUBJAY_ASCII` and `SCRUBJAY_BRAILLE` ask for a set as well.
    pub glyphs: GlyphSet,
    /// Whether the mouse is left to the terminal from the start.
    pub no_mouse: bool,
    /// Whether the recording is read on as it grows.
    pub follow: bool,
    /// The moment to open at, as people write it; the start where none is asked for.
    pub at: Option<crate::clock::Moment>,
}

/// The characters that are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GlyphSet {
    /// Lines, signs, and blocks for densities.
    #[default]
    Blocks,
    /// The same, with densities in braille dots: twice as fine.
    Braille,
    /// ASCII alone, for terminals and fonts that lack the others.
    Ascii,
}

/// What a screen is painted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Background {
    /// Black, or nearly so.
    #[default]
    Dark,
    /// White, or nearly so.
    Light,
}

/// A variable of the environment that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// How many colours the terminal says it shows: nothing is asked of it.
pub(crate) fn depth() -> Depth {
    depth_of(&variable)
}

fn depth_of(variable: &dyn Fn(&str) -> Option<String>) -> Depth {
    let term = variable("TERM").unwrap_or_default();
    if variable("NO_COLOR").is_some() || term == "dumb" || term.ends_with("-mono") {
        return Depth::None;
    }
    let says_true = variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
    if says_true || term.ends_with("-direct") {
        return Depth::True;
    }
    if term.contains("256color") || cfg!(windows) { Depth::Ansi256 } else { Depth::Ansi16 }
}

/// The characters to draw with: as asked for, or as the locale says that it knows no more than ASCII.
pub(crate) fn glyphs(asked: GlyphSet, configured: Option<GlyphSet>) -> GlyphSet {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default();
    if variable("SCRUBJAY_ASCII").is_some() || matches!(locale.as_str(), "C" | "POSIX") {
        return GlyphSet::Ascii;
    }
    match asked {
        GlyphSet::Blocks if variable("SCRUBJAY_BRAILLE").is_some() => GlyphSet::Braille,
        GlyphSet::Blocks => configured.unwrap_or_default(),
        asked => asked,
    }
}

/// What a sequence for the clipboard has to be wrapped for.
pub(crate) fn wrap() -> Wrap {
    if variable("TMUX").is_some() {
        Wrap::Tmux
    } else if variable("TERM").is_some_and(|term| term.starts_with("screen")) {
        Wrap::GnuScreen
    } else {
        Wrap::None
    }
}

/// What the terminal is painted on, where the environment tells: nothing is asked of the terminal.
pub(crate) fn background() -> Option<Background> {
    background_of(&variable("COLORFGBG")?)
}

/// `COLORFGBG` ends with the number of the background among the sixteen colours.
fn background_of(value: &str) -> Option<Background> {
    let number: u8 = value.rsplit(';').next()?.parse().ok()?;
    Some(if number == 7 || number > 8 { Background::Light } else { Background::Dark })
}

/// The user's configuration: `scrubjay/config.toml` in the folder for configuration.
pub(crate) fn config_file() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("scrubjay").join("config.toml"))
}

/// What the screen remembers: `scrubjay/state.toml` in the folder for state.
pub(crate) fn state_file() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    let folder = base.state_dir().unwrap_or_else(|| base.data_dir());
    Some(folder.join("scrubjay").join("state.toml"))
}

/// The user's own themes: `scrubjay/themes` in the folder for configuration.
pub(crate) fn themes() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("scrubjay").join("themes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(variables: &[(&str, &str)]) -> Depth {
        depth_of(&|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_background_is_told_by_the_environment() {
        let told = ["15;0", "0;15", "0;default;7", "default"].map(background_of);
        assert_eq!(told, [Some(Background::Dark), Some(Background::Light), Some(Background::Light), None]);
    }

    #[test]
    fn colours_are_told_by_the_environment_alone() {
        assert_eq!(depth(&[("TERM", "xterm-256color")]), Depth::Ansi256);
        assert_eq!(depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(depth(&[("TERM", "linux")]), Depth::Ansi16);
        assert_eq!(depth(&[("TERM", "xterm-256color"), ("NO_COLOR", "1"), ("COLORTERM", "truecolor")]), Depth::None);
        assert_eq!(depth(&[("TERM", "dumb")]), Depth::None);
    }
}
