//! One HTML file to share: the rows, the console and the requests, and the page at the moments that matter, scrubbable.
//!
//! It asks the network for nothing: a content security policy allows its own script (by its hash) and inline styles. The
//! recorded pages are those of [`dom::html`](crate::dom::html), inert by themselves, and stand in a frame that may do
//! nothing. All data is JSON in which no `<` occurs, and the script puts it into text nodes alone.

mod moments;
mod pages;
mod rows;

use super::{ExportError, Notes, Source};
use crate::event::Seq;
use crate::text::neutral;
use serde_json::{Value, json};
use std::io::Write;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// The SHA-256 of the script, as the policy names it; `tests/cli/share.rs` holds the two together.
const SCRIPT_HASH: &str = "sha256-DCT4Qn1NkByV4+VRx1DUOB5S/hPbLCfd5I/tvC9qvSg=";

/// Writes the file; the moment is the one it opens at.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, at: Option<Seq>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let mut notes = Notes::new();
    let rows = rows::rows(source, &mut notes)?;
    let here = at.or_else(|| source.lines().find(|line| line.level.is_error()).map(|line| line.seq));
    let place = here.and_then(|seq| rows.iter().position(|row| row["seq"].as_u64() >= Some(seq.into()))).unwrap_or(0);
    let (moments, pages) = moments::moments(source, here, &mut notes)?;
    let index = &source.view.index;
    let (from, to) = ends(source);
    let data = json!({
        "from": from,
        "to": to,
        "here": place,
        "rows": rows,
        "moments": moments,
        "pages": pages,
    });
    let id = source.session_id().map_or_else(|| "recorded session".to_owned(), |id| neutral(id).into_owned());
    let mut told = vec![index.start().rfc3339(), format!("{} events", source.seqs().count()), index.duration().human()];
    told.extend(notes.iter().cloned());
    let told = told.join(" · ");
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; script-src '{SCRIPT_HASH}'; style-src 'unsafe-inline'; img-src data:; \
         media-src data:; font-src data:; form-action 'none'; base-uri 'none'\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{0}</title>\n<style>{STYLE}</style>\n<header><h1>{0}</h1><span>{1}</span><nav>{2}</nav></header>\n\
         <ol></ol>\n<main><p></p><div id=\"stage\"><iframe sandbox title=\"the recorded page\"></iframe></div></main>\n\
         <footer><output></output><div id=\"track\"><svg aria-hidden=\"true\"></svg><input type=\"range\" step=\"any\" \
         aria-label=\"moment\"></div><small>h l: step · e: next error</small></footer>\n\
         <script type=\"application/json\" id=\"data\">{3}</script>\n<script>{SCRIPT}</script>\n",
        escaped(&id),
        escaped(&neutral(&told)),
        buttons(),
        embedded(&data),
    )?;
    Ok(notes)
}

/// The first and the last instant, in milliseconds from the recording's start.
fn ends(source: &Source<'_>) -> (Value, Value) {
    let index = &source.view.index;
    let offset = |seq: Seq| Value::from((index.time(seq) - index.start()).ms_json());
    let (first, last) = (source.seqs().next(), source.seqs().last());
    (first.map_or_else(|| 0.into(), offset), last.map_or_else(|| 0.into(), offset))
}

fn buttons() -> String {
    let button = |name: &str| {
        let pressed = name == "all";
        format!("<button value=\"{name}\" aria-pressed=\"{pressed}\">{name}</button>")
    };
    ["all", "actions", "console", "network"].map(button).concat()
}

/// JSON that no HTML parser sees an end in.
fn embedded(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_recorded_ends_a_script_or_a_tag() {
        let hostile = json!({"label": "</script><script>evil()</script><!--\u{2028}"});
        let text = embedded(&hostile);
        assert!(!text.contains('<') && !text.contains('\u{2028}'));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), hostile);
        assert_eq!(escaped("<b a=\"&\">"), "&lt;b a=&quot;&amp;&quot;&gt;");
    }
}
