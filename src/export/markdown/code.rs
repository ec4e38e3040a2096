//! Recorded text in Markdown: always in code, where no mark-up, no HTML, no mention and no link is read.

use crate::text::{cut_end, neutral, neutral_lines};

/// Characters of a text in a line.
const LINE: usize = 300;

/// A text in a line.
pub(super) fn code(text: &str) -> String {
    let text = neutral(text);
    let text = cut_end(text.trim(), LINE);
    if text.is_empty() {
        return "(nothing)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A text in a cell of a table.
pub(super) fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A text of several lines, at most so many; what is left out is told.
pub(super) fn block(language: &str, text: &str, most_lines: usize) -> String {
    let text = neutral_lines(text);
    let fence = "`".repeat((longest_run(&text) + 1).max(3));
    let mut out = format!("{fence}{language}\n");
    let total = text.lines().count();
    for line in text.lines().take(most_lines) {
        out.push_str(&cut_end(line, LINE));
        out.push('\n');
    }
    if total > most_lines {
        out.push_str(&format_left(total - most_lines));
    }
    out.push_str(&fence);
    out.push('\n');
    out
}

fn format_left(lines: usize) -> String {
    format!("… {lines} more lines\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_code() {
        assert_eq!(code("<b>@all</b> #1 [x](y)"), "`<b>@all</b> #1 [x](y)`");
        assert_eq!(code("a ``b`` c"), "```a ``b`` c```");
        assert_eq!(code("`x`\n# y"), "`` `x`␊# y ``");
        assert!(!code(" \u{202e}\u{1b} ").chars().any(crate::text::acts));
        assert_eq!(code("  "), "(nothing)");
        assert_eq!(cell("a|b"), "`a\\|b`");
        assert_eq!(block("text", "```\n</details>\n````", 9), "`````text\n```\n</details>\n````\n`````\n");
        assert_eq!(block("", "1\n2\n3", 2), "```\n1\n2\n… 1 more lines\n```\n");
    }
}
