//! The rows of the table: a command, its name, what it takes, what it does, its keys, where they mean it.

use super::{Context, Spec, Takes};

/// Makes the list of variants and the table of one list of rows.
macro_rules! commands {
    ($($command:ident $name:literal $takes:ident $doc:literal [$($key:literal)*] $contexts:ident;)*) => {
        /// Something the user can ask for by a key, from the palette or with the mouse. Counts travel beside it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command {
            $(#[doc = $doc] $command,)*
        }

        /// Every command, in the order in which help lists them.
        pub const COMMANDS: &[Spec] = &[$(Spec {
            command: Command::$command,
            name: $name,
            takes: Takes::$takes,
            doc: $doc,
            keys: &[$($key),*],
            contexts: $contexts,
        },)*];
    };
}

const GLOBAL: &[Context] = &[Context::Global];
const LIST: &[Context] = &[Context::List];
const TREES: &[Context] = &[Context::Dom, Context::Event, Context::Diff];
const NODES: &[Context] = &[Context::Dom, Context::Event];
const TEXTS: &[Context] = &[Context::Page, Context::Dom];
const INSPECTING: &[Context] = &[Context::Page, Context::Diff, Context::Node];
const DIFF: &[Context] = &[Context::Diff];
const DOM: &[Context] = &[Context::Dom];
const LOGS: &[Context] = &[Context::Console, Context::Network];
const UNFOLDING: &[Context] = &[Context::Console, Context::Network, Context::Signals, Context::Node, Context::Info];
const PANES: &[Context] = &[
    Context::Page,
    Context::Dom,
    Context::Diff,
    Context::Event,
    Context::Console,
    Context::Network,
    Context::Signals,
    Context::Node,
    Context::Info,
];

commands! {
    StepBack "step-back" Count "go to the event before" ["h" "Left"] GLOBAL;
    StepForward "step-forward" Count "go to the next event" ["l" "Right" "."] GLOBAL;
    SecondBack "second-back" Count "go back a second (10H: ten)" ["H" "S-Left"] GLOBAL;
    SecondForward "second-forward" Count "go on a second (10L: ten)" ["L" "S-Right"] GLOBAL;
    PrevAction "previous-action" Count "go to the action before: click, touch, input, scroll" ["{"] GLOBAL;
    NextAction "next-action" Count "go to the next action: click, touch, input, scroll" ["}"] GLOBAL;
    NextError "next-error" Count "go to the next console error (3e: the third)" ["e"] GLOBAL;
    PrevError "previous-error" Count "go to the error before" ["E"] GLOBAL;
    NextWarning "next-warning" Count "go to the next console warning" ["w"] GLOBAL;
    PrevWarning "previous-warning" Count "go to the warning before" ["W"] GLOBAL;
    NextClick "next-click" Count "go to the next click" ["c"] GLOBAL;
    PrevClick "previous-click" Count "go to the click before" ["C"] GLOBAL;
    NextFailed "next-failed" Count "go to the next failed request" ["f"] GLOBAL;
    PrevFailed "previous-failed" Count "go to the failed request before" ["F"] GLOBAL;
    NextSignal "next-signal" Count "go to the next signal: rage, dead or error click, and others" ["s"] GLOBAL;
    PrevSignal "previous-signal" Count "go to the signal before" ["S"] GLOBAL;
    PrevPage "previous-page" Count "go to the page before" ["["] GLOBAL;
    NextPage "next-page" Count "go to the next page" ["]"] GLOBAL;
    Repeat "repeat" Count "do the last jump again" ["r"] GLOBAL;
    RepeatBack "repeat-back" Count "do the last jump the other way" ["R"] GLOBAL;
    Start "start" Nothing "go to the first event" ["g"] GLOBAL;
    End "end" Nothing "go to the last event" ["G"] GLOBAL;
    Go "go" Moment "go to a moment: 1m20s, #812, 42%, -5s" [] GLOBAL;
    Mark "mark" Mark "set a mark here; a letter names it" ["m"] GLOBAL;
    GoMark "go-mark" Mark "go to the mark that a letter names" ["'"] GLOBAL;
    JumpBack "jump-back" Count "go back to where the last jump began" ["C-o"] GLOBAL;
    JumpForward "jump-forward" Count "go forward again" ["C-i" "C-n"] GLOBAL;
    MarkA "mark-a" Nothing "set the diff's first end here" ["A"] GLOBAL;
    MarkB "mark-b" Nothing "set the diff's second end here" ["B"] GLOBAL;
    Diff "diff" Nothing "show what changed from A to B, or by this event" ["D"] GLOBAL;
    Play "play" Nothing "play or pause" ["Space"] GLOBAL;
    Slower "slower" Nothing "play slower" ["<"] GLOBAL;
    Faster "faster" Nothing "play faster" [">"] GLOBAL;
    SkipIdle "skip-idle" Nothing "skip idle stretches while playing, or do not" ["i"] GLOBAL;
    Finder "find-anything" Nothing "find anything by a few letters: rows, pages, requests, nodes, commands" ["C-p"] GLOBAL;
    Search "search" Text "find a text (or css=SELECTOR) on the page at every moment" ["Q"] GLOBAL;
    NextFound "next-found" Count "go to where it next comes on the page" [";"] GLOBAL;
    PrevFound "previous-found" Count "go to where it came on the page before" [","] GLOBAL;
    Note "note" Text "write a note here, kept beside the recording" ["a"] GLOBAL;
    Pause "pause" Nothing "pause at errors and signals while playing, or do not" ["P"] GLOBAL;
    Theme "theme" Theme "change the colours" [] GLOBAL;
    Range "range" Nothing "select a range of time, from here to where it is pressed again" ["v"] GLOBAL;
    ZoomIn "zoom-in" Count "zoom the lanes in around the playhead" ["z"] GLOBAL;
    ZoomOut "zoom-out" Count "zoom the lanes out" ["Z"] GLOBAL;
    ZoomRange "zoom-range" Nothing "zoom the lanes to the range (or to A and B), and back" ["V"] GLOBAL;
    Lanes "lanes" Nothing "tell the lanes in words: j k choose one, n N walk it, Enter shows its pane" ["J"] GLOBAL;
    Window "window" Window "look at the next window alone, then at all (2T: the second)" ["T"] GLOBAL;
    NextPane "next-pane" Nothing "focus the next pane" ["Tab"] GLOBAL;
    PrevPane "previous-pane" Nothing "focus the pane before" ["S-Tab"] GLOBAL;
    Rows "rows" Nothing "focus the timeline's rows" ["0"] GLOBAL;
    Page "page" Nothing "show the page at the playhead as text" ["1"] GLOBAL;
    Dom "dom" Nothing "show the DOM at the playhead" ["2"] GLOBAL;
    DiffPane "diff-pane" Nothing "show the diff" ["3"] GLOBAL;
    Event "event" Nothing "show the raw event" ["4"] GLOBAL;
    Console "console" Nothing "show the console" ["5"] GLOBAL;
    Network "network" Nothing "show the network requests" ["6"] GLOBAL;
    Signals "signals" Nothing "show the signals: what speaks of trouble, with what shows it" ["7"] GLOBAL;
    Why "why" Nothing "show what led to this error, or this event; again: back to the signals" ["Y"] GLOBAL;
    Blame "blame" Nothing "show what happened to the chosen node, and when" ["b" "8"] GLOBAL;
    Info "info" Nothing "show what the recording is, and what is wrong with it" ["9"] GLOBAL;
    Swap "swap" Nothing "change between the rows and the pane, of two windows through both" ["x"] GLOBAL;
    Maximise "maximise" Nothing "give the focused region the whole screen" ["\\"] GLOBAL;
    Grow "grow" Nothing "give the focused region more room" ["C-Up"] GLOBAL;
    Shrink "shrink" Nothing "give the focused region less room" ["C-Down"] GLOBAL;
    MoreLanes "more-lanes" Nothing "show a line more of the lanes" ["S-Up"] GLOBAL;
    FewerLanes "fewer-lanes" Nothing "show a line less of the lanes, down to none" ["S-Down"] GLOBAL;
    TwoWindows "two-windows" Nothing "show the page or DOM of two windows beside each other, or of one" ["|"] GLOBAL;
    Filter "filter" Nothing "narrow the rows as you type: click, level:error, status>=500, -move, …" ["/"] GLOBAL;
    Find "find" Nothing "find text, #id or, in the DOM, a selector; n and N walk the hits" ["*" "C-s"] TEXTS;
    Clear "clear" Nothing "drop the filter, the range or the message" ["Esc"] GLOBAL;
    NextHit "next-hit" Count "go to the next hit, change or hunk" ["n"] GLOBAL;
    PrevHit "previous-hit" Count "go to the hit, change or hunk before" ["N"] GLOBAL;
    Palette "palette" Nothing "find a command by its name" [":"] GLOBAL;
    Help "help" Nothing "list the keys of this pane" ["?" "F1"] GLOBAL;
    Copy "copy" Nothing "copy what is chosen: as it is, or in another form (yy: at once)" ["y"] GLOBAL;
    Print "print" Nothing "print the same after leaving (oo: at once)" ["o"] GLOBAL;
    Mouse "mouse" Nothing "turn the mouse on or off" ["M" "F2"] GLOBAL;
    Redraw "redraw" Nothing "draw the screen anew" ["C-l"] GLOBAL;
    Suspend "suspend" Nothing "stop in the background" ["C-z"] GLOBAL;
    Open "open" Nothing "go to the list of recordings, to open another" ["O"] GLOBAL;
    Quit "quit" Nothing "leave" ["q" "C-c"] GLOBAL;
    Up "up" Count "one line up" ["k" "Up"] LIST;
    Down "down" Count "one line down" ["j" "Down"] LIST;
    PageUp "page-up" Count "one page up" ["PageUp" "C-b" "C-u"] LIST;
    PageDown "page-down" Count "one page down" ["PageDown" "C-f" "C-d"] LIST;
    Top "top" Nothing "to the first line" ["Home"] LIST;
    Bottom "bottom" Nothing "to the last line" ["End"] LIST;
    Choose "choose" Nothing "choose the line: go there, or fold it" ["Enter"] LIST;
    Fold "fold" Nothing "fold what is chosen" ["-"] PANES;
    Unfold "unfold" Nothing "unfold what is chosen" ["+" "="] PANES;
    FoldAll "fold-all" Nothing "fold or unfold everything" ["_"] TREES;
    Parent "parent" Nothing "go to the node's parent" ["p"] NODES;
    Threshold "threshold" Nothing "change what is left out: least level, only failed" ["t"] LOGS;
    ByAction "by-action" Nothing "change from what the event did to all that its action did, and back" ["t"] DIFF;
    Pointer "pointer" Nothing "go to the node under the pointer" ["U"] DOM;
    Inspect "inspect" Nothing "show the node in the DOM" ["u"] INSPECTING;
    Detail "detail" Nothing "show the line whole, or fold it again" ["d"] UNFOLDING;
    ScrollLeft "scroll-left" Count "scroll the pane to the left" ["(" "C-Left"] PANES;
    ScrollRight "scroll-right" Count "scroll the pane to the right" [")" "C-Right"] PANES;
}
