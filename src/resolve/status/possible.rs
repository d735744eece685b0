//! Sets of statuses.

/// A status that a policy can have on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Not issued yet.
    NotYet,
    /// In force.
    InForce,
    /// In force, but for a part.
    InPart,
    /// Suspended.
    Suspended,
    /// Rescinded, superseded or expired.
    Ended,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::NotYet, Self::InForce, Self::InPart, Self::Suspended, Self::Ended];

    /// Whether the policy stands then: it is in force, in whole or in part.
    #[must_use]
    pub const fn stands(self) -> bool {
        matches!(self, Self::InForce | Self::InPart)
    }
}

/// The statuses that are possible on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Possible(u8);

impl Possible {
    /// None.
    pub const NONE: Self = Self(0);

    /// One.
    #[must_use]
    pub const fn of(state: State) -> Self {
        Self(1 << state as u8)
    }

    /// The bits of [`State::ALL`], the first the lowest.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set of these bits; others are passed over.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 0b1_1111)
    }

    /// These and others.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// These but one.
    #[must_use]
    pub const fn without(self, state: State) -> Self {
        Self(self.0 & !(1 << state as u8))
    }

    /// Whether one of them is possible.
    #[must_use]
    pub const fn has(self, state: State) -> bool {
        self.0 & 1 << state as u8 != 0
    }

    /// Each, in order.
    pub fn iter(self) -> impl Iterator<Item = State> {
        State::ALL.into_iter().filter(move |state| self.has(*state))
    }

    /// The one, where only one is possible.
    #[must_use]
    pub fn one(self) -> Option<State> {
        let mut all = self.iter();
        all.next().filter(|_| all.next().is_none())
    }

    /// Whether the policy stands: yes, no, or `None` where some of them say so and some do not.
    #[must_use]
    pub fn stands(self) -> Option<bool> {
        let mut all = self.iter().map(State::stands);
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    /// What is possible after the last day that sources cover: what ended stays so, what stood or was suspended may have
    /// been suspended, ended or ended in part since.
    #[must_use]
    pub fn unless_told(self) -> Self {
        if [State::InForce, State::InPart, State::Suspended].into_iter().any(|state| self.has(state)) {
            [State::InPart, State::Suspended, State::Ended]
                .into_iter()
                .fold(self, |all, state| all.and(Self::of(state)))
        } else {
            self
        }
    }
}

impl FromIterator<State> for Possible {
    fn from_iter<I: IntoIterator<Item = State>>(states: I) -> Self {
        states.into_iter().fold(Self::NONE, |all, state| all.and(Self::of(state)))
    }
}
