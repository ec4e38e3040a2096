//! Changes to style sheets through the CSS object model.

use std::sync::Arc;

use super::NodeId;

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
    /// A property to set: name, value (`None` removes it), `!important`.
    pub set: Option<(Arc<str>, Option<Arc<str>>, bool)>,
    /// A property to remove.
    pub remove: Option<Arc<str>>,
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
