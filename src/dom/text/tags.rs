//! What a browser's own style sheet makes of a tag: block, hidden, void.
//!
//! Source: HTML, "Rendering"; a page's own CSS is not asked here.

/// Whether an element of this tag stands on lines of its own.
#[must_use]
#[allow(clippy::too_many_lines)] // a table of data
pub(crate) fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "frame"
            | "frameset"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "iframe"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "textarea"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// Whether an element of this tag has an empty line before and after it.
pub(super) fn is_spaced(tag: &str) -> bool {
    matches!(
        tag,
        "blockquote"
            | "dl"
            | "fieldset"
            | "figure"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ol"
            | "p"
            | "pre"
            | "table"
            | "ul"
            | "hr"
    )
}

/// Whether nothing of an element of this tag is ever shown as text.
#[must_use]
pub(crate) fn is_never_shown(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "datalist"
            | "head"
            | "link"
            | "meta"
            | "noembed"
            | "noframes"
            | "noscript"
            | "param"
            | "rp"
            | "script"
            | "source"
            | "style"
            | "template"
            | "title"
            | "track"
    )
}

/// Whether an element of this tag has no end tag and no children in HTML.
#[must_use]
pub(crate) fn is_void(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}
