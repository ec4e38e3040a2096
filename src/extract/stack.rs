//! Stacks: who called, as far as the names of functions tell.
//!
//! A recorded stack is text, one call a line, in the spelling of the browser that made it. What set the code going stands
//! in its outermost calls: an event handler, a response, a timer. Names are hints, no proof: whoever asks weighs them.

/// One call of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call<'s> {
    /// The function, as the browser names it; empty where it has no name.
    pub function: &'s str,
    /// The script's address; empty where it is not known.
    pub url: &'s str,
    /// Line and column, from 1.
    pub place: Option<(u32, u32)>,
}

/// What set code going.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// An event's handler: the event's name (`click`) and its element (an id, or an interface such as
    /// `HTMLButtonElement`), where they are told.
    Event {
        /// The event.
        event: Option<String>,
        /// The element.
        element: Option<String>,
    },
    /// The answer to a request.
    Response,
    /// A timer, or an animation's frame.
    Timer,
    /// A message of a web socket, an event stream or a worker.
    Message,
    /// A page, a script or an image has loaded.
    Load,
}

/// The calls of an error: first those that the message itself holds, then those of the console call, innermost first.
pub fn calls<'s>(text: &'s str, stack: &'s [String]) -> impl Iterator<Item = Call<'s>> {
    let own = text.lines().filter(|line| line.trim_start().starts_with("at ") || line.contains('@')).map(call);
    own.filter(|call| call.place.is_some()).chain(stack.iter().map(|line| call(line)))
}

/// Reads one line: `fn (https://a.test/x.js:1:2)`, `https://a.test/x.js:1:2`, `fn@https://a.test/x.js:1:2`, `fn`.
#[must_use]
pub fn call(line: &str) -> Call<'_> {
    let line = line.trim();
    let line = line.strip_prefix("at ").unwrap_or(line);
    let (function, location) =
        match (line.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')), line.split_once('@')) {
            (Some((function, location)), _) => (function.trim_end(), location),
            (None, Some((function, location))) => (function, location),
            (None, None) if located(line).is_some() => ("", line),
            (None, None) => (line, ""),
        };
    let function =
        ["async ", "async*", "new "].iter().fold(function, |name, word| name.strip_prefix(word).unwrap_or(name));
    let (url, place) = located(location).map_or((location, None), |(url, place)| (url, Some(place)));
    Call { function, url, place }
}

/// `https://a.test/x.js:1:2` → the address, and 1 and 2. A colon may follow.
fn located(location: &str) -> Option<(&str, (u32, u32))> {
    let (rest, column) = location.trim_end_matches(':').rsplit_once(':')?;
    match (column.parse(), rest.rsplit_once(':').map(|(url, line)| (url, line.parse()))) {
        (Ok(column), Some((url, Ok(line)))) => Some((url, (line, column))),
        (Ok(line), _) if rest.contains('/') => Some((rest, (line, 1))),
        _ => None,
    }
}

/// What a function's name says of what called it.
#[must_use]
pub fn trigger(function: &str) -> Option<Trigger> {
    let (owner, name) = function.rsplit_once('.').unwrap_or(("", function));
    let event = name.strip_prefix("on").filter(|event| !event.is_empty() && is_lower(event));
    if let Some(event) = event.filter(|event| !owner.is_empty() || DOM_EVENTS.contains(event)) {
        return Some(handler(owner, event));
    }
    match interface(owner) {
        Some("XMLHttpRequest" | "XMLHttpRequestUpload") => return Some(Trigger::Response),
        Some("WebSocket" | "EventSource" | "Worker" | "MessagePort" | "BroadcastChannel") => {
            return Some(Trigger::Message);
        }
        Some(element) => return Some(Trigger::Event { event: None, element: Some(element.to_owned()) }),
        None => {}
    }
    by_words(name)
}

/// What a handler without an owner may be named after: attributes such as `onclick`.
const DOM_EVENTS: [&str; 30] = [
    "blur",
    "change",
    "click",
    "contextmenu",
    "copy",
    "dblclick",
    "drag",
    "drop",
    "error",
    "focus",
    "hashchange",
    "input",
    "keydown",
    "keypress",
    "keyup",
    "load",
    "message",
    "mousedown",
    "mousemove",
    "mouseout",
    "mouseover",
    "mouseup",
    "paste",
    "popstate",
    "resize",
    "scroll",
    "select",
    "submit",
    "touchstart",
    "unload",
];

fn is_lower(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// `buy.onclick`, `XMLHttpRequest.onload`, `ws.onmessage`.
fn handler(owner: &str, event: &str) -> Trigger {
    let owner = owner.rsplit('.').next().unwrap_or(owner);
    let is = |words: &[&str]| words.iter().any(|word| owner.eq_ignore_ascii_case(word));
    match event {
        "message" | "open" | "close" | "messageerror" => Trigger::Message,
        "load" | "DOMContentLoaded" | "readystatechange" | "error"
            if is(&["window", "document", "body", "Image", "img", "script", "link", "iframe"])
                || owner.starts_with("HTML") =>
        {
            Trigger::Load
        }
        "load" | "loadend" | "readystatechange" | "timeout" | "abort" | "error" => Trigger::Response,
        "popstate" | "hashchange" | "storage" | "online" | "offline" => {
            Trigger::Event { event: Some(event.to_owned()), element: None }
        }
        _ => {
            let element = (!owner.is_empty() && owner != "Object").then(|| owner.to_owned());
            Trigger::Event { event: Some(event.to_owned()), element }
        }
    }
}

/// A DOM interface's name, when the owner of a method is one: `HTMLButtonElement`.
fn interface(owner: &str) -> Option<&str> {
    let element = (owner.starts_with("HTML") || owner.starts_with("SVG")) && owner.ends_with("Element");
    let other = [
        "XMLHttpRequest",
        "XMLHttpRequestUpload",
        "WebSocket",
        "EventSource",
        "Worker",
        "MessagePort",
        "BroadcastChannel",
    ];
    (element || other.contains(&owner)).then_some(owner)
}

/// Events a handler may be named after, in the words of `handleClick`, `onSubmit`, `on_key_down`.
const EVENTS: [(&str, &str); 22] = [
    ("click", "click"),
    ("dblclick", "dblclick"),
    ("press", "click"),
    ("tap", "click"),
    ("submit", "submit"),
    ("change", "change"),
    ("input", "input"),
    ("type", "input"),
    ("key", "keydown"),
    ("keydown", "keydown"),
    ("keyup", "keyup"),
    ("focus", "focus"),
    ("blur", "blur"),
    ("scroll", "scroll"),
    ("resize", "resize"),
    ("drag", "drag"),
    ("drop", "drop"),
    ("mouse", "mousemove"),
    ("hover", "mouseover"),
    ("touch", "touchstart"),
    ("paste", "paste"),
    ("select", "change"),
];

/// Functions through which frameworks hand events on: React, Vue, Angular's zone, jQuery.
const DISPATCHERS: [&str; 12] = [
    "callCallback",
    "callCallback2",
    "invokeGuardedCallbackDev",
    "invokeGuardedCallbackAndCatchFirstError",
    "executeDispatch",
    "processDispatchQueue",
    "dispatchDiscreteEvent",
    "dispatchEvent",
    "batchedUpdates",
    "globalZoneAwareCallback",
    "globalCallback",
    "invoker",
];

fn by_words(name: &str) -> Option<Trigger> {
    if DISPATCHERS.iter().any(|known| name.trim_end_matches('$').starts_with(known)) {
        return Some(Trigger::Event { event: None, element: None });
    }
    let words: Vec<String> = words(name).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if matches!(name, "setTimeout" | "setInterval" | "requestAnimationFrame")
        || has(&[
            "interval",
            "poll",
            "polling",
            "poller",
            "tick",
            "ticker",
            "heartbeat",
            "timer",
            "countdown",
            "keepalive",
            "cron",
        ])
    {
        return Some(Trigger::Timer);
    }
    let handles = words.first().is_some_and(|word| matches!(word.as_str(), "on" | "handle" | "handler"))
        || words.last().is_some_and(|word| matches!(word.as_str(), "handler" | "listener"));
    if handles {
        let named = |word: &String| EVENTS.iter().find(|(spelled, _)| *spelled == word.as_str());
        if has(&["response", "fetched", "loaded", "success", "message", "error", "failure"]) {
            return has(&["response", "fetched", "success", "failure"]).then_some(Trigger::Response);
        }
        let event = words.iter().find_map(named).map(|(_, event)| (*event).to_owned());
        return Some(Trigger::Event { event, element: None });
    }
    has(&["fetch", "axios", "ajax", "xhr", "response"]).then_some(Trigger::Response)
}

/// The words of a name, in lower case: `handleAddToCart` → handle, add, to, cart.
pub fn words(name: &str) -> impl Iterator<Item = String> + '_ {
    let mut starts = vec![];
    let mut before = ' ';
    for (at, c) in name.char_indices() {
        if !c.is_alphanumeric() || c.is_uppercase() && (before.is_lowercase() || before.is_numeric()) {
            starts.push(at);
        }
        before = c;
    }
    let bounds = starts.into_iter().chain([name.len()]);
    let mut from = 0;
    bounds.filter_map(move |to| {
        let word = name.get(from..to).unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
        from = to;
        (!word.is_empty()).then(|| word.to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_browsers_spelling_of_a_call_is_read() {
        for (line, function, url, place) in [
            (
                "buy.onclick (http://shop.test/checkout.html:4:455)",
                "buy.onclick",
                "http://shop.test/checkout.html",
                Some((4, 455)),
            ),
            ("    at async pay (https://a.test/x.js:1:2)", "pay", "https://a.test/x.js", Some((1, 2))),
            ("http://shop.test/checkout.html:5:50", "", "http://shop.test/checkout.html", Some((5, 50))),
            ("pay@https://a.test/x.js:10:3", "pay", "https://a.test/x.js", Some((10, 3))),
            ("eval (:370:30:)", "eval", "", Some((370, 30))),
            (
                "new Cart (webpack-internal:///./src/cart.ts:7:1)",
                "Cart",
                "webpack-internal:///./src/cart.ts",
                Some((7, 1)),
            ),
            ("f", "f", "", None),
        ] {
            assert_eq!(call(line), Call { function, url, place }, "{line}");
        }
    }

    #[test]
    fn an_errors_own_calls_come_before_those_of_the_console() {
        let text = "unhandled Error: lost\n    at sync (https://a.test/s.js:1:24)\nEnd of stack for Error object";
        let stack = ["log (https://a.test/log.js:5:50)".to_owned()];
        let found: Vec<&str> = calls(text, &stack).map(|call| call.function).collect();
        assert_eq!(found, ["sync", "log"]);
    }

    #[test]
    fn names_tell_what_called() {
        let event = |event: &str, element: &str| {
            let given = |word: &str| (!word.is_empty()).then(|| word.to_owned());
            Some(Trigger::Event { event: given(event), element: given(element) })
        };
        for (function, expected) in [
            ("buy.onclick", event("click", "buy")),
            ("HTMLButtonElement.onclick", event("click", "HTMLButtonElement")),
            ("HTMLButtonElement.<anonymous>", event("", "HTMLButtonElement")),
            ("Object.onClick", event("click", "")),
            ("handleSubmit", event("submit", "")),
            ("handleAddToCart", event("", "")),
            ("callCallback$1", event("", "")),
            ("window.onpopstate", event("popstate", "")),
            ("x.onload", Some(Trigger::Response)),
            ("XMLHttpRequest.<anonymous>", Some(Trigger::Response)),
            ("fetchOrders", Some(Trigger::Response)),
            ("window.onload", Some(Trigger::Load)),
            ("HTMLScriptElement.onerror", Some(Trigger::Load)),
            ("ws.onmessage", Some(Trigger::Message)),
            ("pollPrices", Some(Trigger::Timer)),
            ("setTimeout", Some(Trigger::Timer)),
            ("render", None),
            ("online", None),
            ("", None),
        ] {
            assert_eq!(trigger(function), expected, "{function}");
        }
    }

    #[test]
    fn words_break_at_capitals_and_signs() {
        let split = |name: &str| words(name).collect::<Vec<_>>().join(" ");
        assert_eq!(split("handleAddToCart"), "handle add to cart");
        assert_eq!(split("on_key-down.<anonymous>"), "on key down anonymous");
        assert_eq!(split("XMLHttpRequest"), "xmlhttp request");
    }
}
