//! Changes to style sheets through the CSS object model.

use std::sync::Arc;

use super::reader::{Reader, Token};
use super::{BadEvent, NodeId};

/// Where a rule is: indices from the sheet inwards, the last inside the innermost grouping rule.
pub type RulePath = Vec<usize>;

/// Which sheet an event means: a constructed one by `styleId` if given, else the sheet of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SheetRef {
    /// The id of a constructed sheet.
    pub style_id: Option<i64>,
    /// The `<style>` or `<link>` node.
    pub id: Option<NodeId>,
}

/// A StyleSheetRule event's body; applied in the order adds, removes, replace, replaceSync.
#[derive(Clone, Debug, Default)]
pub struct SheetRules {
    /// The sheet.
    pub sheet: SheetRef,
    /// Rules put in.
    pub adds: Vec<RuleAdd>,
    /// Rules taken out.
    pub removes: Vec<RuleIndex>,
    /// The whole text anew (asynchronously in the page).
    pub replace: Option<Arc<str>>,
    /// The whole text anew.
    pub replace_sync: Option<Arc<str>>,
}

/// One rule that is put in.
#[derive(Clone, Debug)]
pub struct RuleAdd {
    /// The rule's text.
    pub rule: Arc<str>,
    /// Where.
    pub index: RuleIndex,
}

/// Where a rule is put in or taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleIndex {
    /// Absent: the CSSOM's default, 0.
    Absent,
    /// In the sheet itself.
    At(usize),
    /// In a grouping rule.
    Path(RulePath),
    /// Of a type that names no place.
    Invalid,
}

/// A StyleDeclaration event's body.
#[derive(Clone, Debug, Default)]
pub struct Declaration {
    /// The sheet.
    pub sheet: SheetRef,
    /// The rule.
    pub index: RulePath,
    /// A property to set.
    pub set: Option<Setting>,
    /// A property to remove.
    pub remove: Option<Arc<str>>,
}

/// A property that is set, or removed where it has no value.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its name.
    pub property: Arc<str>,
    /// Its value.
    pub value: Option<Arc<str>>,
    /// `!important`.
    pub important: bool,
}

/// An AdoptedStyleSheet event's body.
#[derive(Clone, Debug, Default)]
pub struct Adopted {
    /// The document or shadow host.
    pub id: Option<NodeId>,
    /// Sheets never seen before, with their rules.
    pub styles: Vec<NewSheet>,
    /// The complete new list, in order.
    pub style_ids: Vec<i64>,
}

/// A constructed sheet when it is first seen.
#[derive(Clone, Debug)]
pub struct NewSheet {
    /// Its id.
    pub style_id: i64,
    /// Its rules.
    pub rules: Vec<RuleAdd>,
}

/// A Font event's body.
#[derive(Clone, Debug)]
pub struct Font {
    /// The family's name.
    pub family: Arc<str>,
    /// `url(…)`, or bytes as a JSON array when `buffer`.
    pub source: Arc<str>,
    /// The source is bytes.
    pub buffer: bool,
}

impl SheetRef {
    /// Takes `id` and `styleId`; false for other keys.
    fn field(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<bool, BadEvent> {
        match key {
            "id" => self.id = reader.id("id")?,
            // Zero is falsy in the player: the node's own sheet is meant.
            "styleId" => self.style_id = reader.id("styleId")?.filter(|id| *id != 0),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl SheetRules {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut rules = Self::default();
        while let Some(key) = reader.key()? {
            match &*key {
                "adds" => rules.adds = reader.packed("adds", RuleAdd::read_all)?,
                "removes" => rules.removes = reader.packed("removes", read_removes)?,
                "replace" => rules.replace = reader.text("replace")?,
                "replaceSync" => rules.replace_sync = reader.text("replaceSync")?,
                other => {
                    if !rules.sheet.field(other, reader)? {
                        reader.skip()?;
                    }
                }
            }
        }
        Ok(rules)
    }
}

fn read_removes(reader: &mut Reader<'_>) -> Result<Vec<RuleIndex>, BadEvent> {
    let mut removes = Vec::new();
    if !optional_array(reader, "removes")? {
        return Ok(removes);
    }
    while reader.element()? {
        if reader.object("removes[]")? {
            let mut index = RuleIndex::Absent;
            while let Some(key) = reader.key()? {
                if key == "index" {
                    index = RuleIndex::read(reader)?;
                } else {
                    reader.skip()?;
                }
            }
            removes.push(index);
        }
    }
    Ok(removes)
}

impl RuleAdd {
    fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, BadEvent> {
        let mut adds = Vec::new();
        if !optional_array(reader, "rules")? {
            return Ok(adds);
        }
        while reader.element()? {
            if reader.object("rules[]")? {
                let mut add = Self { rule: Arc::default(), index: RuleIndex::Absent };
                while let Some(key) = reader.key()? {
                    match &*key {
                        "rule" => add.rule = reader.text("rule")?.unwrap_or_default(),
                        "index" => add.index = RuleIndex::read(reader)?,
                        _ => reader.skip()?,
                    }
                }
                adds.push(add);
            }
        }
        Ok(adds)
    }
}

/// Enters an array; `null` is as good as absence.
fn optional_array(reader: &mut Reader<'_>, field: &'static str) -> Result<bool, BadEvent> {
    if reader.peek()? == Token::Null {
        return reader.skip().map(|()| false);
    }
    reader.array(field)
}

impl RuleIndex {
    fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        Ok(match reader.peek()? {
            Token::Null => reader.skip().map(|()| Self::Absent)?,
            Token::Array => read_path(reader)?.map_or(Self::Invalid, Self::Path),
            _ => reader.integer("index")?.and_then(|i| usize::try_from(i).ok()).map_or(Self::Invalid, Self::At),
        })
    }
}

/// A path of indices; `None` when one of them is none.
fn read_path(reader: &mut Reader<'_>) -> Result<Option<RulePath>, BadEvent> {
    let mut path = Some(RulePath::new());
    if !reader.array("index")? {
        return Ok(None);
    }
    while reader.element()? {
        let step = reader.integer("index[]")?.and_then(|i| usize::try_from(i).ok());
        path = path.zip(step).map(|(mut path, step)| {
            path.push(step);
            path
        });
    }
    Ok(path)
}

impl Declaration {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut declaration = Self::default();
        while let Some(key) = reader.key()? {
            match &*key {
                "index" => declaration.index = read_path(reader)?.unwrap_or_default(),
                "set" => declaration.set = read_set(reader)?,
                "remove" => declaration.remove = read_set(reader)?.map(|setting| setting.property),
                other => {
                    if !declaration.sheet.field(other, reader)? {
                        reader.skip()?;
                    }
                }
            }
        }
        Ok(declaration)
    }
}

/// `{property, value?, priority?}`, absent when it names no property.
fn read_set(reader: &mut Reader<'_>) -> Result<Option<Setting>, BadEvent> {
    if reader.peek()? != Token::Object {
        return reader.skip().map(|()| None);
    }
    reader.enter();
    let (mut property, mut value, mut important) = (None, None, false);
    while let Some(key) = reader.key()? {
        match &*key {
            "property" => property = reader.name("property")?,
            "value" => value = reader.text("value")?.filter(|text| !text.is_empty()),
            "priority" => important = reader.text("priority")?.is_some_and(|p| p.eq_ignore_ascii_case("important")),
            _ => reader.skip()?,
        }
    }
    Ok(property.map(|property| Setting { property, value, important }))
}

impl Adopted {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut adopted = Self::default();
        while let Some(key) = reader.key()? {
            match &*key {
                "id" => adopted.id = reader.id("id")?,
                "styleIds" => {
                    if optional_array(reader, "styleIds")? {
                        while reader.element()? {
                            adopted.style_ids.extend(reader.id("styleIds[]")?);
                        }
                    }
                }
                "styles" => {
                    if optional_array(reader, "styles")? {
                        while reader.element()? {
                            if reader.object("styles[]")? {
                                adopted.styles.extend(NewSheet::read(reader)?);
                            }
                        }
                    }
                }
                _ => reader.skip()?,
            }
        }
        Ok(adopted)
    }
}

impl NewSheet {
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, BadEvent> {
        let (mut style_id, mut rules) = (None, Vec::new());
        while let Some(key) = reader.key()? {
            match &*key {
                "styleId" => style_id = reader.id("styles[].styleId")?,
                "rules" => rules = RuleAdd::read_all(reader)?,
                _ => reader.skip()?,
            }
        }
        Ok(style_id.map(|style_id| Self { style_id, rules }))
    }
}

impl Font {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut font = Self { family: Arc::default(), source: Arc::default(), buffer: false };
        while let Some(key) = reader.key()? {
            match &*key {
                "family" => font.family = reader.text("family")?.unwrap_or_default(),
                "fontSource" => font.source = reader.text("fontSource")?.unwrap_or_default(),
                "buffer" => font.buffer = reader.boolean("buffer")?.unwrap_or(false),
                _ => reader.skip()?,
            }
        }
        Ok(font)
    }
}
