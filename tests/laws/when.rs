//! `when` gives the very answer that asking every state would give.

use super::events::{any_event, recorded};
use super::{SAMPLES, open};
use proptest::prelude::*;
use scrubjay::dom::Tree;
use scrubjay::dom::select::Selector;
use scrubjay::dom::text::Needle;
use scrubjay::event::{Event, Seq};
use scrubjay::recording::when::Question;
use scrubjay::recording::{Cancel, Recording, View};
use serde_json::{Value, json};

/// Each yes as `(from, until)`, by asking the state after each event.
fn asked_everywhere(
    recording: &Recording,
    view: &View,
    window: u16,
    questions: &[Question],
) -> Vec<Vec<(Seq, Option<Seq>)>> {
    let mut tree = Tree::new();
    let mut found: Vec<Vec<(Seq, Option<Seq>)>> = vec![Vec::new(); questions.len()];
    for seq in view.index.seqs().filter(|seq| view.index.window(*seq) == window) {
        if let Ok(event) = Event::parse(&recording.event(view, seq).unwrap()) {
            tree.apply(seq, &event);
        }
        for (question, found) in questions.iter().zip(&mut found) {
            let holds = match question {
                Question::Select(selector) => !selector.all(&tree).is_empty(),
                Question::Text(needle) => needle.is_on(&tree),
            };
            match found.last_mut() {
                Some((_, until @ None)) if !holds => *until = Some(seq),
                Some((_, None)) => {}
                _ if holds => found.push((seq, None)),
                _ => {}
            }
        }
    }
    found
}

const SELECTORS: [&str; 16] = [
    "li",
    "li.completed, .editing",
    "li:nth-child(2)",
    "ul > li + li",
    "ul:has(li.completed)",
    "input:checked",
    ":focus",
    "button:hover",
    "a[href]:not([class])",
    "div:empty",
    ">>> button",
    ".modal.show",
    "[aria-expanded=true]",
    "[style*=\"none\"]",
    "input[type=text]:placeholder-shown",
    "p:only-child",
];

#[test]
fn it_answers_as_if_every_state_were_asked() {
    let mut held = 0;
    for files in ["todo", "checkout", "shadow-dom"].map(|session| &SAMPLES[session]) {
        let recording = open(&files[0]);
        let view = recording.view();
        let texts = ["the", "item", "Total", "1", "Error", "e", "Buy now", "Sign in", "left"];
        let questions: Vec<Question> = SELECTORS
            .iter()
            .map(|selector| Question::Select(Selector::parse(selector).unwrap()))
            .chain(texts.iter().map(|text| Question::Text(Needle::new(text).unwrap())))
            .collect();
        for window in 0..u16::try_from(view.windows.len()).unwrap() {
            let slowly = asked_everywhere(&recording, &view, window, &questions);
            for (question, slowly) in questions.iter().zip(slowly) {
                let quickly = recording.when(&view, window, question, &Cancel::new()).unwrap();
                let quickly: Vec<_> = quickly.iter().map(|interval| (interval.from, interval.until)).collect();
                held += quickly.len();
                assert_eq!(quickly, slowly, "{} window {window} {question:?}", files[0].display());
            }
        }
    }
    assert!(held > 20, "the questions hardly ever hold: {held}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn any_events_are_answered_as_if_every_state_were_asked(events in prop::collection::vec(any_event(), 1..16)) {
        let texts = ["ab", "a b", "aa", "tt", "abc", "bab"];
        let selectors = ["p", "div > p", "p + *", "span:empty", ".c", ":checked", "div:has(b)"];
        check(&events, &texts, &selectors)?;
    }
}

/// The answers over these events after a page are those that asking every state gives.
fn check(events: &[Value], texts: &[&str], selectors: &[&str]) -> Result<(), TestCaseError> {
    let recording = recorded(events);
    let view = recording.view();
    let texts = texts.iter().map(|text| Question::Text(Needle::new(text).unwrap()));
    let selectors = selectors.iter().map(|selector| Question::Select(Selector::parse(selector).unwrap()));
    let questions: Vec<Question> = texts.chain(selectors).collect();
    let slowly = asked_everywhere(&recording, &view, 0, &questions);
    for (question, slowly) in questions.iter().zip(slowly) {
        let quickly = recording.when(&view, 0, question, &Cancel::new()).unwrap();
        let quickly: Vec<_> = quickly.iter().map(|interval| (interval.from, interval.until)).collect();
        prop_assert_eq!(quickly, slowly, "{:?}", question);
    }
    Ok(())
}

#[test]
fn what_no_change_names_is_asked_too() {
    let change = |adds: Value| json!({"type": 3, "data": {"source": 0, "removes": [], "adds": adds, "texts": [], "attributes": []}});
    let add = |parent: i64, node: &Value| json!({"parentId": parent, "nextId": null, "node": node});
    let element =
        |id: Option<i64>, tag: &str| json!({"type": 2, "tagName": tag, "attributes": {}, "id": id, "childNodes": []});
    let text = |id: i64, text: &str| json!({"type": 3, "textContent": text, "id": id});
    let (image, unnamed) = (element(Some(12), "img"), element(None, "u"));
    // A node is moved without being removed: what stood on both sides of it joins.
    let between =
        change(json!([add(4, &text(11, "a")), add(4, &image), add(4, &text(14, "z")), add(4, &text(13, "b"))]));
    check(&[between, change(json!([add(3, &text(14, "z"))]))], &["ab"], &["img + p", "p ~ img"]).unwrap();
    // A node without an id.
    check(&[change(json!([add(4, &unnamed)]))], &[], &["u", "p + u", "div u"]).unwrap();
    // Two nodes of one id.
    check(&[change(json!([add(4, &element(Some(10), "p")), add(2, &text(10, "ab"))]))], &["ab"], &["p + p"]).unwrap();
}
