//! Style sheets as the CSS object model sees them: rules with an order, groups with rules inside.
//!
//! A sheet is read from text, then edited rule by rule. Rules keep their text; a style rule's declarations are taken
//! apart only when one of them is edited.

use std::sync::Arc;

use super::style;
use crate::event::style::RuleIndex;

/// Groups inside groups that are read; what is deeper stays text.
const MOST_DEPTH: usize = 32;

/// A sheet: its rules in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The rules.
    pub rules: Vec<Arc<Rule>>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The selector list, or the at-rule's name and what follows it.
    pub prelude: Arc<str>,
    /// What is between the braces.
    pub body: RuleBody,
}

/// What is between a rule's braces.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleBody {
    /// Nothing, not even braces: `@import`, `@namespace`, `@layer a, b`.
    Statement,
    /// Declarations.
    Declarations(Arc<str>),
    /// Rules: `@media`, `@supports`, `@layer`, `@container`, `@keyframes` and their kin.
    Rules(Vec<Arc<Rule>>),
}

/// At-rules whose body is rules.
const GROUPS: [&str; 10] = [
    "media",
    "supports",
    "layer",
    "container",
    "scope",
    "document",
    "-moz-document",
    "starting-style",
    "keyframes",
    "-webkit-keyframes",
];

impl Sheet {
    /// Reads a sheet's text, leaving out what is no rule, as a browser does.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self { rules: parse_rules(&without_comments(text), 0) }
    }

    /// CSSOM: `insertRule`. The error says why nothing was inserted.
    pub fn insert(&mut self, rule: &str, index: &RuleIndex) -> Result<(), &'static str> {
        let mut parsed = parse_rules(&without_comments(rule), 0);
        let (Some(rule), true) = (parsed.pop(), parsed.is_empty()) else {
            return Err("what should be inserted is not one CSS rule");
        };
        let (rules, place) = match index {
            RuleIndex::Absent => (&mut self.rules, 0),
            RuleIndex::At(place) => {
                let place = (*place).min(self.rules.len());
                (&mut self.rules, place)
            }
            RuleIndex::Path(path) => self.inside_group(path)?,
            RuleIndex::Invalid => return Err("the place for a rule is no index"),
        };
        if place > rules.len() {
            return Err("the place for a rule is beyond the end of its group");
        }
        rules.insert(place, rule);
        Ok(())
    }

    /// CSSOM: `deleteRule`. The error says why nothing was deleted.
    pub fn delete(&mut self, index: &RuleIndex) -> Result<(), &'static str> {
        let (rules, place) = match index {
            RuleIndex::Absent => (&mut self.rules, 0),
            RuleIndex::At(place) => (&mut self.rules, *place),
            RuleIndex::Path(path) => self.inside_group(path)?,
            RuleIndex::Invalid => return Err("the place of a rule is no index"),
        };
        if place >= rules.len() {
            return Err("there is no rule where one should be deleted");
        }
        rules.remove(place);
        Ok(())
    }

    /// CSSOM: `rule.style.setProperty`, or `removeProperty` without a value.
    pub fn set_property(
        &mut self,
        path: &[usize],
        property: &str,
        value: Option<&str>,
        important: bool,
    ) -> Result<(), &'static str> {
        const MISSING: &str = "there is no rule where a declaration should be changed";
        let (rules, place) = self.inside(path)?;
        let rule = Arc::make_mut(rules.get_mut(place).ok_or(MISSING)?);
        let RuleBody::Declarations(text) = &mut rule.body else { return Err(MISSING) };
        if let Some(edited) = style::with_property(text, property, value, important) {
            *text = edited.into();
        }
        Ok(())
    }

    /// The list of a group that holds the rule at a path. A path of one leads into no group, and the player does nothing
    /// (rrweb: `getNestedRule`).
    fn inside_group(&mut self, path: &[usize]) -> Result<(&mut Vec<Arc<Rule>>, usize), &'static str> {
        if path.len() < 2 { Err("the path of a rule leads into no group of rules") } else { self.inside(path) }
    }

    /// The list that holds the rule at a path, and its place there.
    fn inside(&mut self, path: &[usize]) -> Result<(&mut Vec<Arc<Rule>>, usize), &'static str> {
        const MISSING: &str = "there is no such group of rules";
        let (last, groups) = path.split_last().ok_or(MISSING)?;
        let mut rules = &mut self.rules;
        for place in groups {
            match &mut Arc::make_mut(rules.get_mut(*place).ok_or(MISSING)?).body {
                RuleBody::Rules(inner) => rules = inner,
                _ => return Err(MISSING),
            }
        }
        Ok((rules, *last))
    }

    /// The text of each rule.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.rules.iter().map(|rule| rule.text()).collect()
    }
}

impl Rule {
    /// The rule as CSSOM's `cssText` writes it, values as they were recorded.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.body {
            RuleBody::Statement => format!("{};", self.prelude),
            RuleBody::Declarations(text) if text.trim().is_empty() => format!("{} {{ }}", self.prelude),
            RuleBody::Declarations(text) => {
                let text = text.trim();
                let end = if text.ends_with([';', '}']) { "" } else { ";" };
                format!("{} {{ {text}{end} }}", self.prelude)
            }
            RuleBody::Rules(rules) => {
                let mut out = format!("{} {{\n", self.prelude);
                for rule in rules {
                    // Chromium indents the first line of each inner rule, whatever the depth.
                    out.push_str("  ");
                    out.push_str(&rule.text());
                    out.push('\n');
                }
                out.push('}');
                out
            }
        }
    }
}

impl Sheet {
    /// The rules as a browser writes them: values in their canonical form, overridden declarations gone.
    #[must_use]
    pub fn canonical(&self) -> Vec<String> {
        self.rules.iter().map(|rule| rule.canonical().text()).collect()
    }
}

impl Rule {
    /// The rule with its declarations in canonical form.
    #[must_use]
    pub fn canonical(&self) -> Self {
        let body = match &self.body {
            RuleBody::Statement => RuleBody::Statement,
            RuleBody::Declarations(text) => RuleBody::Declarations(style::serialise(&style::parse(text)).into()),
            RuleBody::Rules(rules) => RuleBody::Rules(rules.iter().map(|rule| Arc::new(rule.canonical())).collect()),
        };
        let prelude = self.prelude.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        Self { prelude: prelude.into(), body }
    }
}

/// Reads rules up to the end of the text.
fn parse_rules(text: &str, depth: usize) -> Vec<Arc<Rule>> {
    let mut rules = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let Some(end) = find_outside(rest, |byte| matches!(byte, b'{' | b';' | b'}')) else {
            if rest.starts_with('@') {
                rules.extend(statement(rest));
            }
            break;
        };
        let (prelude, after) = rest.split_at(end);
        let prelude = prelude.trim().trim_start_matches("<!--").trim_start_matches("-->").trim();
        rest = match after.as_bytes().first() {
            Some(b'{') => {
                let inner = after.get(1..).unwrap_or_default();
                let length = block_length(inner);
                rules.extend(block(prelude, inner.get(..length).unwrap_or_default(), depth));
                inner.get(length + 1..).unwrap_or_default()
            }
            Some(b';') if prelude.starts_with('@') => {
                rules.extend(statement(prelude));
                after.get(1..).unwrap_or_default()
            }
            // A stray brace or semicolon spoils what is before it; a semicolon goes on into the next rule's prelude.
            _ => after.get(1..).unwrap_or_default(),
        }
        .trim_start();
    }
    rules
}

fn statement(prelude: &str) -> Option<Arc<Rule>> {
    let is_charset = prelude.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("@charset"));
    (!is_charset).then(|| Arc::new(Rule { prelude: prelude.trim().into(), body: RuleBody::Statement }))
}

fn block(prelude: &str, inner: &str, depth: usize) -> Option<Arc<Rule>> {
    if prelude.is_empty() {
        return None;
    }
    let name = prelude.strip_prefix('@').map(|name| name.split(|c: char| !(c.is_alphanumeric() || c == '-')).next());
    let is_group = name.flatten().is_some_and(|name| GROUPS.iter().any(|group| group.eq_ignore_ascii_case(name)));
    let body = if is_group && depth < MOST_DEPTH {
        RuleBody::Rules(parse_rules(inner, depth + 1))
    } else {
        RuleBody::Declarations(inner.trim().into())
    };
    Some(Arc::new(Rule { prelude: prelude.into(), body }))
}

/// Bytes up to the brace that closes a block, or to the end.
fn block_length(inner: &str) -> usize {
    let mut depth = 0usize;
    find_outside(inner, |byte| match byte {
        b'{' => {
            depth += 1;
            false
        }
        b'}' if depth == 0 => true,
        b'}' => {
            depth -= 1;
            false
        }
        _ => false,
    })
    .unwrap_or(inner.len())
}

/// The first byte outside strings, escapes, and round or square brackets for which `stop` holds.
pub(super) fn find_outside(text: &str, mut stop: impl FnMut(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut quote, mut brackets, mut at) = (None, 0usize, 0);
    while let Some(&byte) = bytes.get(at) {
        match (quote, byte) {
            (_, b'\\') => at += 1,
            (Some(open), _) if byte == open || byte == b'\n' => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[') => brackets += 1,
            (None, b')' | b']') => brackets = brackets.saturating_sub(1),
            (None, _) if (brackets == 0 || matches!(byte, b'{' | b'}')) && stop(byte) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The text without comments; strings keep what looks like one.
pub(super) fn without_comments(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("/*") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let bytes = rest.as_bytes();
        let Some(at) = comment_start(bytes) else { break };
        out.push_str(rest.get(..at).unwrap_or_default());
        let inside = rest.get(at + 2..).unwrap_or_default();
        rest = inside.find("*/").and_then(|end| inside.get(end + 2..)).unwrap_or_default();
    }
    out.push_str(rest);
    out.into()
}

fn comment_start(bytes: &[u8]) -> Option<usize> {
    let (mut quote, mut at) = (None, 0);
    while let Some(&byte) = bytes.get(at) {
        match (quote, byte) {
            (_, b'\\') => at += 1,
            (Some(open), _) if byte == open || byte == b'\n' => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'/') if bytes.get(at + 1) == Some(&b'*') => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_a_browser_reads_them() {
        let sheet = Sheet::parse(
            "@charset 'x'; /* } */ .a{color:red}<!-- @media print{.b{c:'}';}} @import url(x;y.css); broken; .c{} @layer a, b;",
        );
        let texts = sheet.texts();
        assert_eq!(texts[0], ".a { color:red; }");
        assert_eq!(texts[1], "@media print {\n  .b { c:'}'; }\n}");
        assert_eq!(texts[2], "@import url(x;y.css);");
        assert_eq!(texts.last().unwrap(), "@layer a, b;");
    }

    #[test]
    fn edits_reach_into_groups_and_say_why_they_fail() {
        let mut sheet = Sheet::parse("@supports (a:b){@media all{.x{color:red}}}");
        let path = |path: &[usize]| RuleIndex::Path(path.to_vec());
        assert_eq!(sheet.insert(".y{}", &path(&[0, 0, 1])), Ok(()));
        assert_eq!(sheet.set_property(&[0, 0, 0], "color", Some("blue"), false), Ok(()));
        assert!(sheet.insert(".z{}", &path(&[0, 0, 9])).is_err(), "beyond the group's end");
        assert!(sheet.insert("not a rule", &RuleIndex::At(0)).is_err());
        assert!(sheet.insert(".a{} .b{}", &RuleIndex::At(0)).is_err(), "one rule at a time");
        assert_eq!(sheet.insert(".last{}", &RuleIndex::At(99)), Ok(()));
        assert_eq!(sheet.delete(&path(&[0, 0, 1])), Ok(()));
        assert!(sheet.delete(&RuleIndex::At(7)).is_err());
        assert_eq!(sheet.texts()[0], "@supports (a:b) {\n  @media all {\n  .x { color: blue; }\n}\n}");
        assert_eq!(sheet.texts()[1], ".last { }");
    }

    #[test]
    fn deep_and_open_groups_end_somewhere() {
        let text = "@media x{".repeat(10_000);
        assert_eq!(Sheet::parse(&text).rules.len(), 1);
    }
}
