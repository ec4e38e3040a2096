//! What an effect says of its cause by itself: the names in its stack, the addresses and words in its message.

use super::effect::Effect;
use crate::extract::host_and_path;
use crate::extract::stack::{self, Trigger};
use crate::text;
use std::collections::HashSet;

/// A handler that a stack names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handler {
    /// As the stack names it: `buy.onclick`.
    pub(super) function: String,
    /// The event: `click`.
    pub(super) event: Option<String>,
    /// The element: `buy`, or an interface.
    pub(super) element: Option<String>,
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Topic {
    /// A request or its answer.
    Request,
    /// The page's, or a script's, loading.
    Load,
    /// Nodes that are not where they were expected.
    Dom,
    /// Sizes.
    Resize,
    /// A connection that stays open.
    Socket,
}

/// By the words of browsers and well-known libraries, in lower case.
const TOPICS: [(Topic, &[&str]); 5] = [
    (
        Topic::Request,
        &[
            "failed to fetch",
            "fetch failed",
            "networkerror",
            "network error",
            "load failed",
            "failed to load resource",
            "status code",
            "http error",
            "httperror",
            "request failed",
            "axioserror",
            "timed out",
            "timeout",
            "aborterror",
            "unexpected token '<'",
            "unexpected token <",
            "not valid json",
            "end of json",
            "json.parse",
            "bad gateway",
            "service unavailable",
            "internal server error",
            "unauthorized",
            "err_",
        ],
    ),
    (
        Topic::Load,
        &[
            "hydrat",
            "react error #418",
            "react error #423",
            "react error #425",
            "chunkloaderror",
            "loading chunk",
            "loading css chunk",
            "refused to",
            "content security policy",
            "dynamically imported module",
            "module script",
        ],
    ),
    (
        Topic::Dom,
        &[
            "removechild",
            "insertbefore",
            "replacechild",
            "not a child of this node",
            "notfounderror",
            "object can not be found",
        ],
    ),
    (Topic::Resize, &["resizeobserver"]),
    (Topic::Socket, &["websocket", "eventsource", "socket"]),
];

/// What an effect says.
pub(super) struct Clues {
    /// The handlers that the stack names, innermost first.
    pub(super) handlers: Vec<Handler>,
    /// Functions that are none of them, with the words of their names.
    pub(super) functions: Vec<(String, Vec<String>)>,
    /// The scripts of the stack, without queries.
    pub(super) scripts: Vec<String>,
    /// What else set the code going: a response, a timer, a message, a load.
    pub(super) trigger: Option<Trigger>,
    /// What the message is about.
    pub(super) topics: Vec<Topic>,
    /// The message in lower case.
    pub(super) message: String,
    /// Its words, in lower case.
    pub(super) words: HashSet<String>,
}

impl Clues {
    pub(super) fn new(effect: &Effect) -> Self {
        /// What is said later is no message any more.
        const LONGEST: usize = 4096;
        // Browsers write an error's stack behind its message.
        let is_call = |line: &str| line.trim_start().starts_with("at ") && stack::call(line).place.is_some();
        let said: Vec<&str> = effect.text.lines().filter(|line| !is_call(line)).collect();
        let message = text::start(&said.join("\n"), LONGEST).to_lowercase();
        let words = words(&message).map(str::to_owned).collect();
        let about = |phrases: &&[&str]| phrases.iter().any(|phrase| message.contains(phrase));
        let topics = TOPICS.iter().filter(|(_, phrases)| about(phrases)).map(|(topic, _)| *topic).collect();
        let mut clues =
            Self { handlers: vec![], functions: vec![], scripts: vec![], trigger: None, topics, message, words };
        for call in stack::calls(&effect.text, &effect.stack) {
            clues.read(&call);
        }
        clues
    }

    fn read(&mut self, call: &stack::Call<'_>) {
        let function = call.function;
        match stack::trigger(function) {
            Some(Trigger::Event { event, element }) => {
                self.handlers.push(Handler { function: function.to_owned(), event, element });
            }
            Some(other) => self.trigger = Some(other),
            None if !function.is_empty() => {
                let words = stack::words(function).filter(|word| !is_common(word)).collect();
                self.functions.push((function.to_owned(), words));
            }
            None => {}
        }
        // A handler that fetches has words that a click may share: `loadOrders`.
        if matches!(stack::trigger(function), Some(Trigger::Response | Trigger::Event { .. })) {
            let words = stack::words(function).filter(|word| !is_common(word)).collect();
            self.functions.push((function.to_owned(), words));
        }
        let script = bare(call.url);
        if !script.is_empty() && !self.scripts.iter().any(|known| known == script) {
            self.scripts.push(script.to_owned());
        }
    }

    pub(super) fn is_about(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }

    /// Whether the message holds these words, in lower case and whole.
    pub(super) fn says(&self, phrase: &str) -> bool {
        let ends = |rest: Option<char>| rest.is_none_or(|c| !c.is_alphanumeric());
        self.message.match_indices(phrase).any(|(at, _)| {
            let (before, after) = (self.message.get(..at), self.message.get(at + phrase.len()..));
            ends(before.and_then(|it| it.chars().next_back())) && ends(after.and_then(|it| it.chars().next()))
        })
    }

    /// Whether the stack runs in scripts of other hosts alone.
    pub(super) fn is_foreign(&self, page: &str) -> bool {
        let own = host_and_path(page).0;
        let foreign = |script: &String| {
            let host = host_and_path(script).0;
            !host.is_empty() && host != own
        };
        !self.scripts.is_empty() && self.scripts.iter().all(foreign)
    }
}

/// An address without query and fragment.
pub(super) fn bare(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// The words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Words that every code has, and that tell nothing.
pub(super) fn is_common(word: &str) -> bool {
    const WORDS: [&str; 49] = [
        "add",
        "all",
        "and",
        "anonymous",
        "app",
        "apply",
        "async",
        "button",
        "callback",
        "can",
        "cannot",
        "click",
        "console",
        "data",
        "div",
        "error",
        "eval",
        "event",
        "failed",
        "fetch",
        "for",
        "form",
        "from",
        "function",
        "get",
        "handle",
        "handler",
        "input",
        "item",
        "main",
        "not",
        "null",
        "object",
        "of",
        "on",
        "page",
        "promise",
        "properties",
        "read",
        "reading",
        "run",
        "set",
        "the",
        "this",
        "to",
        "type",
        "uncaught",
        "undefined",
        "with",
    ];
    word.len() < 3 || word.bytes().all(|byte| byte.is_ascii_digit()) || WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::event::Kind;

    fn clues(text: &str, stack: &[&str]) -> Clues {
        let stack: Vec<String> = stack.iter().map(|line| (*line).to_owned()).collect();
        Clues::new(&Effect {
            seq: 0,
            at: Time(0),
            window: 0,
            kind: Kind::Console,
            request: None,
            node: None,
            text: text.into(),
            stack: stack.into(),
        })
    }

    #[test]
    fn a_stack_tells_handlers_functions_and_scripts() {
        let clues = clues(
            "Uncaught TypeError: x",
            &["renderTotals (https://a.test/x.js?v=1:1:2)", "buy.onclick (https://a.test/:4:5)"],
        );
        assert_eq!(clues.handlers[0].element.as_deref(), Some("buy"));
        assert_eq!(clues.functions[0], ("renderTotals".to_owned(), vec!["render".to_owned(), "totals".to_owned()]));
        assert_eq!(clues.scripts, ["https://a.test/x.js", "https://a.test/"]);
        assert!(!clues.is_foreign("https://a.test/cart") && clues.is_foreign("https://b.test/"));
    }

    #[test]
    fn a_message_tells_what_it_is_about() {
        let clues = clues("Order failed: Request failed with status code 500", &[]);
        assert_eq!(clues.topics, [Topic::Request]);
        assert!(clues.says("500") && clues.says("order failed") && !clues.says("rder"));
    }

    #[test]
    fn common_words_are_found() {
        assert!(is_common("undefined") && is_common("add") && is_common("with") && is_common("42"));
        assert!(!is_common("checkout"));
    }
}
