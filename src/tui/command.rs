//! The one table of commands: what a key can do, under which name, in which context.
//!
//! The key map, the palette, the help overlay, the status line's offers and the README's table of keys all derive from
//! [`COMMANDS`]. To add a command: one variant, one row here, one arm in `update` (or in the pane that answers to it).

/// Something the user can ask for by a key, from the palette or with the mouse. Counts travel beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// To the previous event.
    StepBack,
    /// To the next event.
    StepForward,
    /// A second back, or as many as counted.
    SecondBack,
    /// A second forward, or as many as counted.
    SecondForward,
    /// To the next console error.
    NextError,
    /// To the previous console error.
    PrevError,
    /// To the next console warning.
    NextWarning,
    /// To the previous console warning.
    PrevWarning,
    /// To the next click.
    NextClick,
    /// To the previous click.
    PrevClick,
    /// To the next failed request.
    NextFailed,
    /// To the previous failed request.
    PrevFailed,
    /// To the next page.
    NextPage,
    /// To the previous page.
    PrevPage,
    /// To the first event.
    Start,
    /// To the last event.
    End,
    /// Set a mark; the next letter names it.
    Mark,
    /// Go to a mark; the next letter names it.
    GoMark,
    /// Back in the list of jumps.
    JumpBack,
    /// Forward in the list of jumps.
    JumpForward,
    /// Set the diff's first end here.
    MarkA,
    /// Set the diff's second end here.
    MarkB,
    /// Show the diff: between A and B where both are set, else what this event changed.
    Diff,
    /// Play or pause.
    Play,
    /// Play slower.
    Slower,
    /// Play faster.
    Faster,
    /// Whether playing jumps over idle stretches.
    SkipIdle,
    /// Select a range of time, from here to where it is pressed again.
    Range,
    /// Zoom the lanes in around the playhead.
    ZoomIn,
    /// Zoom the lanes out.
    ZoomOut,
    /// Focus the next region: rows, then each pane.
    NextPane,
    /// Focus the region before.
    PrevPane,
    /// Focus the rows.
    Rows,
    /// Show the DOM pane.
    Dom,
    /// Show the diff pane.
    DiffPane,
    /// Show the raw event.
    Event,
    /// Show the console.
    Console,
    /// Show the network requests.
    Network,
    /// Change between the rows and the pane.
    Swap,
    /// Give the focused region the whole screen, or give it back.
    Maximise,
    /// Narrow the rows as typed.
    Filter,
    /// Find nodes in the tree as typed.
    Find,
    /// Drop the filter, the range, a message: whatever is in the way.
    Clear,
    /// The next hit: a filtered row, a changed node, a hunk.
    NextHit,
    /// The hit before.
    PrevHit,
    /// Open the palette of commands.
    Palette,
    /// Open the help for this pane.
    Help,
    /// Copy what is chosen.
    Copy,
    /// Print what the pane shows after leaving.
    Print,
    /// Turn the mouse on or off.
    Mouse,
    /// Draw everything anew.
    Redraw,
    /// Stop in the background; `fg` brings it back.
    Suspend,
    /// Leave.
    Quit,
    /// One line up in the focused region.
    Up,
    /// One line down in the focused region.
    Down,
    /// A page up in the focused region.
    PageUp,
    /// A page down in the focused region.
    PageDown,
    /// To the first line of the focused region.
    Top,
    /// To the last line of the focused region.
    Bottom,
    /// Choose the line: move the playhead to it, or fold and unfold it.
    Choose,
    /// Fold the line's children away.
    Fold,
    /// Unfold the line's children.
    Unfold,
    /// Fold or unfold everything.
    FoldAll,
    /// To the parent of the line.
    Parent,
    /// Change what the pane leaves out: the console's least level, only failed requests.
    Threshold,
    /// Show the chosen line whole, or put it back to one line.
    Detail,
    /// Scroll the pane to the left.
    ScrollLeft,
    /// Scroll the pane to the right.
    ScrollRight,
}

/// Where a key means a command. The focused region is asked first, then [`Context::Global`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere.
    Global,
    /// The timeline's rows.
    Rows,
    /// Any pane or the rows: what moves the line that is chosen there.
    List,
    /// The DOM pane.
    Dom,
    /// The diff pane.
    Diff,
    /// The event pane.
    Event,
    /// The console pane.
    Console,
    /// The network pane.
    Network,
}

/// One row of the table.
#[derive(Debug)]
pub struct Spec {
    /// What it does.
    pub command: Command,
    /// Its name: in the palette, in help, in a key map file.
    pub name: &'static str,
    /// What it does, in one imperative line without a full stop.
    pub doc: &'static str,
    /// The keys that mean it, as [`super::keymap`] reads them; several chords are apart by a space.
    pub keys: &'static [&'static str],
    /// Where.
    pub contexts: &'static [Context],
}

const fn row(
    command: Command,
    name: &'static str,
    doc: &'static str,
    keys: &'static [&'static str],
    contexts: &'static [Context],
) -> Spec {
    Spec { command, name, doc, keys, contexts }
}

const GLOBAL: &[Context] = &[Context::Global];
const LIST: &[Context] = &[Context::List];
const TREES: &[Context] = &[Context::Dom, Context::Event, Context::Diff];
const LOGS: &[Context] = &[Context::Console, Context::Network];
const PANES: &[Context] = &[Context::Dom, Context::Diff, Context::Event, Context::Console, Context::Network];

/// Every command, in the order in which help lists them.
pub const COMMANDS: &[Spec] = &[
    row(Command::StepBack, "step-back", "go to the event before", &["h", "Left"], GLOBAL),
    row(Command::StepForward, "step-forward", "go to the next event", &["l", "Right", "."], GLOBAL),
    row(Command::SecondBack, "second-back", "go back a second (10H: ten)", &["H", "S-Left"], GLOBAL),
    row(Command::SecondForward, "second-forward", "go on a second (10L: ten)", &["L", "S-Right"], GLOBAL),
    row(Command::NextError, "next-error", "go to the next console error", &["e"], GLOBAL),
    row(Command::PrevError, "previous-error", "go to the error before", &["E"], GLOBAL),
    row(Command::NextWarning, "next-warning", "go to the next console warning", &["w"], GLOBAL),
    row(Command::PrevWarning, "previous-warning", "go to the warning before", &["W"], GLOBAL),
    row(Command::NextClick, "next-click", "go to the next click", &["c"], GLOBAL),
    row(Command::PrevClick, "previous-click", "go to the click before", &["C"], GLOBAL),
    row(Command::NextFailed, "next-failed", "go to the next failed request", &["f"], GLOBAL),
    row(Command::PrevFailed, "previous-failed", "go to the failed request before", &["F"], GLOBAL),
    row(Command::PrevPage, "previous-page", "go to the page before", &["["], GLOBAL),
    row(Command::NextPage, "next-page", "go to the next page", &["]"], GLOBAL),
    row(Command::Start, "start", "go to the first event", &["g"], GLOBAL),
    row(Command::End, "end", "go to the last event", &["G"], GLOBAL),
    row(Command::Mark, "mark", "set a mark here; a letter names it", &["m"], GLOBAL),
    row(Command::GoMark, "go-mark", "go to the mark that a letter names", &["'"], GLOBAL),
    row(Command::JumpBack, "jump-back", "go back to where the last jump began", &["C-o"], GLOBAL),
    row(Command::JumpForward, "jump-forward", "go forward again", &["C-i", "C-n"], GLOBAL),
    row(Command::MarkA, "mark-a", "set the diff's first end here", &["A"], GLOBAL),
    row(Command::MarkB, "mark-b", "set the diff's second end here", &["B"], GLOBAL),
    row(Command::Diff, "diff", "show what changed from A to B, or by this event", &["D"], GLOBAL),
    row(Command::Play, "play", "play or pause", &["Space"], GLOBAL),
    row(Command::Slower, "slower", "play slower", &["<"], GLOBAL),
    row(Command::Faster, "faster", "play faster", &[">"], GLOBAL),
    row(Command::SkipIdle, "skip-idle", "skip idle stretches while playing, or do not", &["i"], GLOBAL),
    row(Command::Range, "range", "select a range of time, from here to where it is pressed again", &["v"], GLOBAL),
    row(Command::ZoomIn, "zoom-in", "zoom the lanes in around the playhead", &["z"], GLOBAL),
    row(Command::ZoomOut, "zoom-out", "zoom the lanes out", &["Z"], GLOBAL),
    row(Command::NextPane, "next-pane", "focus the next pane", &["Tab"], GLOBAL),
    row(Command::PrevPane, "previous-pane", "focus the pane before", &["S-Tab"], GLOBAL),
    row(Command::Rows, "rows", "focus the timeline's rows", &["1"], GLOBAL),
    row(Command::Dom, "dom", "show the DOM at the playhead", &["2"], GLOBAL),
    row(Command::DiffPane, "diff-pane", "show the diff", &["3"], GLOBAL),
    row(Command::Event, "event", "show the raw event", &["4"], GLOBAL),
    row(Command::Console, "console", "show the console", &["5"], GLOBAL),
    row(Command::Network, "network", "show the network requests", &["6"], GLOBAL),
    row(Command::Swap, "swap", "change between the rows and the pane", &["x"], GLOBAL),
    row(Command::Maximise, "maximise", "give the focused region the whole screen", &["\\"], GLOBAL),
    row(Command::Filter, "filter", "narrow the rows as you type", &["/"], GLOBAL),
    row(
        Command::Find,
        "find",
        "find nodes by text, #id or selector; n and N walk them",
        &["*", "C-s"],
        &[Context::Dom],
    ),
    row(Command::Clear, "clear", "drop the filter, the range or the message", &["Esc"], GLOBAL),
    row(Command::NextHit, "next-hit", "go to the next hit, change or hunk", &["n"], GLOBAL),
    row(Command::PrevHit, "previous-hit", "go to the hit, change or hunk before", &["N"], GLOBAL),
    row(Command::Palette, "palette", "find a command by its name", &[":"], GLOBAL),
    row(Command::Help, "help", "list the keys of this pane", &["?", "F1"], GLOBAL),
    row(Command::Copy, "copy", "copy what is chosen (OSC 52)", &["y"], GLOBAL),
    row(Command::Print, "print", "print what is chosen after leaving", &["o"], GLOBAL),
    row(Command::Mouse, "mouse", "turn the mouse on or off", &["M", "F2"], GLOBAL),
    row(Command::Redraw, "redraw", "draw the screen anew", &["C-l"], GLOBAL),
    row(Command::Suspend, "suspend", "stop in the background", &["C-z"], GLOBAL),
    row(Command::Quit, "quit", "leave", &["q", "C-c"], GLOBAL),
    row(Command::Up, "up", "one line up", &["k", "Up"], LIST),
    row(Command::Down, "down", "one line down", &["j", "Down"], LIST),
    row(Command::PageUp, "page-up", "one page up", &["PageUp", "C-b", "C-u"], LIST),
    row(Command::PageDown, "page-down", "one page down", &["PageDown", "C-f", "C-d"], LIST),
    row(Command::Top, "top", "to the first line", &["Home"], LIST),
    row(Command::Bottom, "bottom", "to the last line", &["End"], LIST),
    row(Command::Choose, "choose", "choose the line: go there, or fold it", &["Enter"], LIST),
    row(Command::Fold, "fold", "fold the node", &["-"], TREES),
    row(Command::Unfold, "unfold", "unfold the node", &["+", "="], TREES),
    row(Command::FoldAll, "fold-all", "fold or unfold everything", &["_"], TREES),
    row(Command::Parent, "parent", "go to the node's parent", &["p"], &[Context::Dom, Context::Event]),
    row(Command::Threshold, "threshold", "change what is left out: least level, only failed", &["t"], LOGS),
    row(Command::Detail, "detail", "show the line whole", &["d"], LOGS),
    row(Command::ScrollLeft, "scroll-left", "scroll the pane to the left", &["(", "C-Left"], PANES),
    row(Command::ScrollRight, "scroll-right", "scroll the pane to the right", &[")", "C-Right"], PANES),
];

impl Command {
    /// The command's row in the table.
    #[must_use]
    pub fn spec(self) -> &'static Spec {
        // Every variant has its row: a test walks the table.
        COMMANDS.iter().find(|spec| spec.command == self).unwrap_or(&COMMANDS[0])
    }

    /// The command of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        COMMANDS.iter().find(|spec| spec.name == name).map(|spec| spec.command)
    }
}
