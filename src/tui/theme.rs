//! Themes: a style for each role, read from TOML, fitted to what the terminal can show.
//!
//! A theme maps roles, never widgets. The file has an optional `[palette]` of named colours and one table `[roles]`; a
//! role's style is a line of words: a colour, `on` and a background, and any of `bold dim italic underline reversed`.
//! A colour is one of the terminal's sixteen by name (`red`, `bright-black`, …), `default`, a number of the 256 palette,
//! `#rrggbb`, or a name of the palette. Nothing is ever told by colour alone, so without colours the roles keep their
//! modifiers and a selection is reversed.

use super::glyphs::Glyphs;
use super::options::{Background, GlyphSet};
use ratatui::style::{Color, Modifier, Style};
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// What a cell means; a theme gives each role its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Content.
    Text,
    /// Context: rules' titles, ids, attribute names, what recedes.
    Dim,
    /// Focus and names: the focused title, the playhead, tags.
    Accent,
    /// Errors and failures.
    Error,
    /// Warnings and damage.
    Warn,
    /// Added, in a diff or just now.
    Added,
    /// Removed.
    Removed,
    /// Changed.
    Changed,
    /// Moved.
    Moved,
    /// Masked or blocked by the recorder.
    Masked,
    /// The chosen line; laid over the styles of its cells.
    Selection,
    /// A chosen range of time, and marks.
    Range,
    /// Rules between regions.
    Rule,
    /// The playhead's line.
    Playhead,
    /// Letters that a filter found.
    Hit,
    /// The page lane.
    LanePage,
    /// The mutation lane.
    LaneMutation,
    /// The action lane.
    LaneAction,
    /// The console lane.
    LaneConsole,
    /// The network lane.
    LaneNetwork,
    /// Idle stretches.
    LaneIdle,
    /// Quoted text and strings in JSON and code.
    String,
    /// Numbers, booleans, null.
    Number,
    /// Keywords of code.
    Keyword,
    /// Comments.
    Comment,
    /// Names of functions, properties, keys of JSON.
    Name,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 26] = [
        Role::Text,
        Role::Dim,
        Role::Accent,
        Role::Error,
        Role::Warn,
        Role::Added,
        Role::Removed,
        Role::Changed,
        Role::Moved,
        Role::Masked,
        Role::Selection,
        Role::Range,
        Role::Rule,
        Role::Playhead,
        Role::Hit,
        Role::LanePage,
        Role::LaneMutation,
        Role::LaneAction,
        Role::LaneConsole,
        Role::LaneNetwork,
        Role::LaneIdle,
        Role::String,
        Role::Number,
        Role::Keyword,
        Role::Comment,
        Role::Name,
    ];

    /// The role's name in a theme file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Text => "text",
            Role::Dim => "dim",
            Role::Accent => "accent",
            Role::Error => "error",
            Role::Warn => "warn",
            Role::Added => "added",
            Role::Removed => "removed",
            Role::Changed => "changed",
            Role::Moved => "moved",
            Role::Masked => "masked",
            Role::Selection => "selection",
            Role::Range => "range",
            Role::Rule => "rule",
            Role::Playhead => "playhead",
            Role::Hit => "hit",
            Role::LanePage => "lane.page",
            Role::LaneMutation => "lane.mutation",
            Role::LaneAction => "lane.action",
            Role::LaneConsole => "lane.console",
            Role::LaneNetwork => "lane.network",
            Role::LaneIdle => "lane.idle",
            Role::String => "string",
            Role::Number => "number",
            Role::Keyword => "keyword",
            Role::Comment => "comment",
            Role::Name => "name",
        }
    }

    /// What stands in for the colour where there is none.
    fn without_colour(self) -> Modifier {
        match self {
            Role::Selection | Role::Range => Modifier::REVERSED,
            Role::Accent | Role::Error | Role::Playhead => Modifier::BOLD,
            Role::Hit | Role::Changed => Modifier::UNDERLINED,
            Role::Dim | Role::Rule | Role::Comment | Role::LaneIdle => Modifier::DIM,
            _ => Modifier::empty(),
        }
    }
}

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: `NO_COLOR`, or a terminal that has none.
    None,
    /// The terminal's own sixteen.
    #[default]
    Ansi16,
    /// The 256 palette.
    Ansi256,
    /// 24 bits.
    True,
}

/// Why a theme file was not used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {reason}")]
pub struct ThemeError {
    /// The line, 1-based.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

/// A style for every role, and the glyphs.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// The glyphs: Unicode, or their ASCII twins.
    pub(crate) glyphs: Glyphs,
    styles: [Style; Role::ALL.len()],
}

/// The embedded themes: name and text; the first is the default.
pub const EMBEDDED: [(&str, &str); 6] = [
    ("default-dark", include_str!("../../themes/default-dark.toml")),
    ("default-light", include_str!("../../themes/default-light.toml")),
    ("ansi16", include_str!("../../themes/ansi16.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("gruvbox", include_str!("../../themes/gruvbox.toml")),
    ("solarized-light", include_str!("../../themes/solarized-light.toml")),
];

impl Theme {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// The default theme: for sixteen colours its own file, else the dark one.
    #[must_use]
    pub fn fallback(depth: Depth, glyphs: GlyphSet) -> Self {
        let at = usize::from(depth == Depth::Ansi16) * 2;
        let (name, text) = EMBEDDED[at];
        // The embedded files are read by a test; an empty theme is the terminal's own colours.
        Self::parse(name, text, depth, glyphs).unwrap_or_else(|_| Self {
            name: name.to_owned(),
            glyphs: Glyphs::of(glyphs),
            styles: [Style::new(); Role::ALL.len()],
        })
    }

    /// The theme where none is asked for.
    pub(crate) fn default_name(depth: Depth, background: Background) -> &'static str {
        match (depth, background) {
            (Depth::Ansi16, _) => "ansi16",
            (_, Background::Light) => "default-light",
            (_, Background::Dark) => "default-dark",
        }
    }

    /// The theme of that name: a file's path, one of the user's folder of themes, else an embedded one.
    ///
    /// With it comes a sentence when it could not be used and the default is shown instead.
    #[must_use]
    pub fn find(name: Option<&str>, folder: Option<&Path>, depth: Depth, glyphs: GlyphSet) -> (Self, Option<String>) {
        let fallback = || Self::fallback(depth, glyphs);
        let Some(name) = name else { return (fallback(), None) };
        let is_path = name.contains(std::path::MAIN_SEPARATOR)
            || Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"));
        let own = if is_path {
            Some(Path::new(name).to_owned())
        } else {
            folder.map(|folder| folder.join(format!("{name}.toml"))).filter(|path| path.is_file())
        };
        let text = match &own {
            Some(path) => match std::fs::read_to_string(path) {
                Ok(text) => text,
                Err(error) => return (fallback(), Some(format!("theme {}: {error}", path.display()))),
            },
            None => match EMBEDDED.iter().find(|(embedded, _)| *embedded == name) {
                Some((_, text)) => (*text).to_owned(),
                None => return (fallback(), Some(unknown(name))),
            },
        };
        match Self::parse(name, &text, depth, glyphs) {
            Ok(theme) => (theme, None),
            Err(error) => {
                let place = own.map_or_else(|| name.to_owned(), |path| path.display().to_string());
                (fallback(), Some(format!("theme {place}, {error}; the default is used")))
            }
        }
    }

    /// Reads a theme file. Roles it leaves out are those of the default theme.
    pub fn parse(name: &str, text: &str, depth: Depth, glyphs: GlyphSet) -> Result<Self, ThemeError> {
        let file = File::read(text)?;
        let mut styles = match EMBEDDED.iter().position(|(embedded, _)| *embedded == name) {
            Some(_) => [Style::new(); Role::ALL.len()],
            None => Self::fallback(depth, glyphs).styles,
        };
        for (role, words) in &file.roles {
            let at = |reason| ThemeError { line: line_of(text, role.span().start), reason };
            let known = Role::ALL.into_iter().find(|known| known.name() == role.get_ref());
            let known = known.ok_or_else(|| at(format!("unknown role {:?}", role.get_ref())))?;
            let style = parse_style(words, &file.palette).map_err(at)?;
            styles[known as usize] = fit(style, depth, known);
        }
        Ok(Self { name: name.to_owned(), glyphs: Glyphs::of(glyphs), styles })
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
    format!("no theme {name:?}; there are {}; the default is used", names.join(", "))
}

/// A theme file as written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    palette: BTreeMap<String, String>,
    roles: BTreeMap<Spanned<String>, String>,
}

impl File {
    fn read(text: &str) -> Result<Self, ThemeError> {
        toml::from_str(text).map_err(|error| ThemeError {
            line: line_of(text, error.span().map_or(0, |span| span.start)),
            reason: error.message().to_owned(),
        })
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|byte| *byte == b'\n').count()
}

fn parse_style(words: &str, palette: &BTreeMap<String, String>) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        style = match word {
            "on" => {
                let colour = words.next().ok_or("a colour must follow `on`")?;
                style.bg(parse_colour(colour, palette)?)
            }
            "bold" => style.add_modifier(Modifier::BOLD),
            "dim" => style.add_modifier(Modifier::DIM),
            "italic" => style.add_modifier(Modifier::ITALIC),
            "underline" => style.add_modifier(Modifier::UNDERLINED),
            "reversed" => style.add_modifier(Modifier::REVERSED),
            colour => style.fg(parse_colour(colour, palette)?),
        };
    }
    Ok(style)
}

fn parse_colour(word: &str, palette: &BTreeMap<String, String>) -> Result<Color, String> {
    let word = palette.get(word).map_or(word, String::as_str);
    let colour = match word {
        "default" => Color::Reset,
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "bright-black" => Color::DarkGray,
        "bright-red" => Color::LightRed,
        "bright-green" => Color::LightGreen,
        "bright-yellow" => Color::LightYellow,
        "bright-blue" => Color::LightBlue,
        "bright-magenta" => Color::LightMagenta,
        "bright-cyan" => Color::LightCyan,
        "bright-white" => Color::White,
        _ => return parse_numbers(word).ok_or_else(|| format!("{word:?} is neither a colour nor a modifier")),
    };
    Ok(colour)
}

fn parse_numbers(word: &str) -> Option<Color> {
    if let Some(hex) = word.strip_prefix('#') {
        let value = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6)?;
        let [_, r, g, b] = value.to_be_bytes();
        return Some(Color::Rgb(r, g, b));
    }
    word.parse().ok().map(Color::Indexed)
}

/// A style fitted to what the terminal shows.
fn fit(style: Style, depth: Depth, role: Role) -> Style {
    let colour = |colour: Option<Color>| colour.map(|colour| fit_colour(colour, depth));
    if depth == Depth::None {
        return Style { fg: None, bg: None, ..style }.add_modifier(role.without_colour());
    }
    Style { fg: colour(style.fg), bg: colour(style.bg), ..style }
}

fn fit_colour(colour: Color, depth: Depth) -> Color {
    match (colour, depth) {
        (Color::Rgb(r, g, b), Depth::Ansi256) => Color::Indexed(nearest_256(r, g, b)),
        (Color::Rgb(r, g, b), Depth::Ansi16) => nearest_16(r, g, b),
        (Color::Indexed(index @ 16..), Depth::Ansi16) => {
            let (r, g, b) = rgb_of_256(index);
            nearest_16(r, g, b)
        }
        (colour, _) => colour,
    }
}

/// The steps of the 256 palette's colour cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

fn rgb_of_256(index: u8) -> (u8, u8, u8) {
    if index >= 232 {
        let grey = 8 + 10 * (index - 232);
        return (grey, grey, grey);
    }
    let cube = usize::from(index.saturating_sub(16));
    (STEPS[cube / 36 % 6], STEPS[cube / 6 % 6], STEPS[cube % 6])
}

fn nearest_256(r: u8, g: u8, b: u8) -> u8 {
    let near = (16..=255).min_by_key(|index| distance((r, g, b), rgb_of_256(*index)));
    near.unwrap_or(15)
}

/// The usual values of the sixteen colours (xterm's), to find the nearest.
fn nearest_16(r: u8, g: u8, b: u8) -> Color {
    const SIXTEEN: [(Color, (u8, u8, u8)); 16] = [
        (Color::Black, (0, 0, 0)),
        (Color::Red, (205, 0, 0)),
        (Color::Green, (0, 205, 0)),
        (Color::Yellow, (205, 205, 0)),
        (Color::Blue, (0, 0, 238)),
        (Color::Magenta, (205, 0, 205)),
        (Color::Cyan, (0, 205, 205)),
        (Color::Gray, (229, 229, 229)),
        (Color::DarkGray, (127, 127, 127)),
        (Color::LightRed, (255, 0, 0)),
        (Color::LightGreen, (0, 255, 0)),
        (Color::LightYellow, (255, 255, 0)),
        (Color::LightBlue, (92, 92, 255)),
        (Color::LightMagenta, (255, 0, 255)),
        (Color::LightCyan, (0, 255, 255)),
        (Color::White, (255, 255, 255)),
    ];
    SIXTEEN.iter().min_by_key(|(_, rgb)| distance((r, g, b), *rgb)).map_or(Color::Reset, |(colour, _)| *colour)
}

fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let square = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    square(a.0, b.0) + square(a.1, b.1) + square(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_theme_has_every_role() {
        for (name, text) in EMBEDDED {
            let file = File::read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            for role in Role::ALL {
                assert!(file.roles.keys().any(|key| key.get_ref() == role.name()), "{name} lacks {}", role.name());
            }
            Theme::parse(name, text, Depth::True, GlyphSet::Blocks).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }

    #[test]
    fn roles_stand_in_the_order_of_their_list() {
        for (place, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, place);
        }
    }

    #[test]
    fn a_damaged_theme_names_its_line() {
        for (text, line) in [
            ("[roles]\ntext = \"white\"\nerror = \"rod\"\n", 3),
            ("[roles]\ntext = \"white\"\nnoise = \"red\"\n", 3),
            ("[roles]\ntext = \n", 2),
            ("[roles]\nselection = \"on\"\n", 2),
            ("[roles]\n[colours]\n", 2),
        ] {
            let error = Theme::parse("own", text, Depth::True, GlyphSet::Blocks).unwrap_err();
            assert_eq!(error.line, line, "{text:?}: {error}");
        }
    }

    #[test]
    fn a_theme_of_ones_own_may_leave_roles_out() {
        let text = "[palette]\nsky = \"#0000ff\"\n[roles]\naccent = \"sky bold\"\n";
        let theme = Theme::parse("own", text, Depth::True, GlyphSet::Blocks).unwrap();
        assert_eq!(theme.style(Role::Accent), Style::new().fg(Color::Rgb(0, 0, 255)).add_modifier(Modifier::BOLD));
        assert_eq!(theme.style(Role::Error), Theme::fallback(Depth::True, GlyphSet::Blocks).style(Role::Error));
    }

    #[test]
    fn colours_are_fitted_to_the_terminal() {
        let text = "[roles]\nerror = \"#ff0000 on #000000\"\nselection = \"on #333333\"\n";
        let theme = |depth| Theme::parse("own", text, depth, GlyphSet::Blocks).unwrap();
        assert_eq!(theme(Depth::Ansi256).style(Role::Error).fg, Some(Color::Indexed(196)));
        assert_eq!(theme(Depth::Ansi16).style(Role::Error).fg, Some(Color::LightRed));
        let none = theme(Depth::None);
        assert_eq!((none.style(Role::Error).fg, none.style(Role::Error).bg), (None, None));
        assert!(none.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
    }
}
