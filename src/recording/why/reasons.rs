//! Clues, and how what each weighs comes together to a score.

/// What sort of clue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clue {
    /// The stack names the handler of this very action, or of this sort of action.
    Handler,
    /// The names in the stack or the message are those of the node.
    Name,
    /// It came shortly before.
    Near,
    /// Nothing else was done in between.
    Last,
    /// The message tells of it: an address, a status, a word of its body, an attribute's value.
    Told,
    /// The answer came just before.
    Answer,
    /// The request failed.
    Failed,
    /// The action sent the request, or brought the page, that led to it.
    Led,
    /// The node that was acted on was changed, or the node in question was.
    Node,
    /// The same came before the same each time.
    Pattern,
    /// The page had just been loaded, or the script of the stack.
    Loaded,
    /// What set the code going, by the stack or by the message: a response, a timer, a message, the page's loading.
    Trigger,
    /// Against it: the stack names another handler.
    OtherHandler,
    /// Against it: a page was loaded in between.
    OtherPage,
    /// Against it: it goes on by itself, whatever happens.
    Background,
    /// Against it: the same was done again later.
    Again,
    /// Against it: the same came often without it, or it without the same.
    NoPattern,
}

impl Clue {
    /// Every clue, in the order in which they are documented.
    pub const ALL: [Self; 17] = [
        Self::Handler,
        Self::Name,
        Self::Near,
        Self::Last,
        Self::Told,
        Self::Answer,
        Self::Failed,
        Self::Led,
        Self::Node,
        Self::Pattern,
        Self::Loaded,
        Self::Trigger,
        Self::OtherHandler,
        Self::OtherPage,
        Self::Background,
        Self::Again,
        Self::NoPattern,
    ];

    /// The stable name, as JSON records write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Handler => "handler",
            Self::Name => "name",
            Self::Near => "near",
            Self::Last => "last",
            Self::Told => "told",
            Self::Answer => "answer",
            Self::Failed => "failed",
            Self::Led => "led",
            Self::Node => "node",
            Self::Pattern => "pattern",
            Self::Loaded => "loaded",
            Self::Trigger => "trigger",
            Self::OtherHandler => "other-handler",
            Self::OtherPage => "other-page",
            Self::Background => "background",
            Self::Again => "again",
            Self::NoPattern => "no-pattern",
        }
    }
}

/// A clue, and what it weighs.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What sort.
    pub clue: Clue,
    /// From 0 to 1 for it, down to -1 against it.
    pub weight: f64,
    /// One line, such as `4 ms before`. Recorded text in it: not neutral.
    pub says: String,
}

/// What speaks for and against one candidate.
#[derive(Clone, Debug, Default)]
pub(super) struct Reasons(Vec<Reason>);

impl Reasons {
    /// Adds a clue; one that weighs next to nothing is left out.
    pub(super) fn add(&mut self, clue: Clue, weight: f64, says: impl Into<String>) {
        const LEAST: f64 = 0.02;
        if weight.abs() >= LEAST {
            self.0.push(Reason { clue, weight: weight.clamp(-1.0, 1.0), says: says.into() });
        }
    }

    /// The score: independent clues, each of which may be the true one. What speaks against a candidate takes its part of
    /// what speaks directly for it, but not of what it led to: that was weighed already.
    pub(super) fn score(&self) -> f64 {
        let left = |reasons: &mut dyn Iterator<Item = &Reason>| reasons.map(|it| 1.0 - it.weight).product::<f64>();
        let direct = 1.0 - left(&mut self.0.iter().filter(|it| it.weight > 0.0 && it.clue != Clue::Led));
        let against: f64 = self.0.iter().filter(|it| it.weight < 0.0).map(|it| 1.0 + it.weight).product();
        let led = left(&mut self.0.iter().filter(|it| it.clue == Clue::Led));
        1.0 - (1.0 - direct * against) * led
    }

    /// What these clues alone are worth.
    pub(super) fn score_of(&self, clues: &[Clue]) -> f64 {
        Self(self.0.iter().filter(|it| clues.contains(&it.clue) || it.weight < 0.0).cloned().collect()).score()
    }

    /// Whether there is such a clue.
    pub(super) fn has(&self, clue: Clue) -> bool {
        self.0.iter().any(|it| it.clue == clue)
    }

    /// Whether there is such a clue, and a strong one.
    pub(super) fn is_sure(&self, clue: Clue) -> bool {
        const SURE: f64 = 0.65;
        self.0.iter().any(|it| it.clue == clue && it.weight >= SURE)
    }

    /// The strongest first, those against it last.
    pub(super) fn sorted(mut self) -> Vec<Reason> {
        self.0.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        self.0
    }
}

/// A weight that halves within a span of so many milliseconds, and goes on to fade.
pub(super) fn fading(most: f64, ms: f64, half: f64) -> f64 {
    most / (1.0 + ms.abs() / half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clues_add_up_and_what_speaks_against_takes_its_part() {
        let mut reasons = Reasons::default();
        reasons.add(Clue::Near, 0.5, "");
        reasons.add(Clue::Last, 0.5, "");
        reasons.add(Clue::Near, 0.001, "nothing");
        assert!((reasons.score() - 0.75).abs() < 1e-9);
        reasons.add(Clue::OtherPage, -0.5, "");
        assert!((reasons.score() - 0.375).abs() < 1e-9);
        reasons.add(Clue::Led, 0.5, "");
        assert!((reasons.score() - 0.6875).abs() < 1e-9);
        assert!((reasons.score_of(&[Clue::Last]) - 0.25).abs() < 1e-9);
        let order: Vec<Clue> = reasons.sorted().iter().map(|reason| reason.clue).collect();
        assert_eq!(order, [Clue::Near, Clue::Last, Clue::Led, Clue::OtherPage]);
    }

    #[test]
    fn a_weight_fades_with_time() {
        assert!((fading(0.6, 0.0, 400.0) - 0.6).abs() < 1e-9);
        assert!((fading(0.6, 400.0, 400.0) - 0.3).abs() < 1e-9);
    }
}
