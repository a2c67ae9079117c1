//! A lot as a line of cents, of which each is in one place.

use std::collections::{BTreeMap, HashMap};

use domain::{ClaimId, FundId, LotId};

use super::Origin;

/// A run of cents of a lot: from one, up to but without another. Minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cents {
    pub from: i64,
    pub to: i64,
}

impl Cents {
    pub const fn new(from: i64, to: i64) -> Self {
        Self { from, to }
    }

    pub const fn minor(self) -> i64 {
        self.to - self.from
    }

    /// Gives the part inside of both.
    pub fn within(self, other: Self) -> Option<Self> {
        let cents = Self::new(self.from.max(other.from), self.to.min(other.to));
        (cents.minor() > 0).then_some(cents)
    }

    pub const fn shifted(self, by: i64) -> Self {
        Self::new(self.from + by, self.to + by)
    }
}

/// Where cents went that never come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    /// To another fund, as a part of the n-th rollover to it, so many cents into that.
    RolledOver {
        to: FundId,
        nth: usize,
        offset: i64,
    },
    Expired,
    /// An adjustment took it back.
    Withdrawn,
}

/// A lot, cent by cent.
#[derive(Clone, Debug)]
pub(crate) struct LotCents {
    pub id: LotId,
    pub origin: Origin,
    /// Which rollover from its fund of origin it is.
    pub nth: usize,
    /// What it began with; what adjustments added comes after.
    pub began_minor: i64,
    /// All that was ever put into it.
    pub put_in_minor: i64,
    pub gone: Vec<(Gone, Cents)>,
    free: BTreeMap<i64, i64>,
    claims: HashMap<ClaimId, Vec<Cents>>,
}

impl LotCents {
    pub fn new(id: LotId, origin: Origin, nth: usize, minor: i64) -> Self {
        Self {
            id,
            origin,
            nth,
            began_minor: minor,
            put_in_minor: minor,
            gone: vec![],
            free: (minor > 0).then_some((0, minor)).into_iter().collect(),
            claims: HashMap::new(),
        }
    }

    /// Gives all of the lot.
    pub const fn whole(&self) -> Cents {
        Cents::new(0, self.put_in_minor)
    }

    /// Lists the cents that are in no other place, in order.
    pub fn free(&self) -> impl Iterator<Item = Cents> {
        self.free.iter().map(|(from, to)| Cents::new(*from, *to))
    }

    /// Lists the claims that have cents of it.
    pub fn claims(&self) -> impl Iterator<Item = ClaimId> {
        self.claims.keys().copied()
    }

    /// Gives a claim's cents, in the order in which it took them.
    pub fn of_claim(&self, claim: ClaimId) -> &[Cents] {
        self.claims.get(&claim).map_or(&[], Vec::as_slice)
    }

    /// Puts more in, after what there is; `None`: all that was ever put in is beyond what is counted.
    pub fn put_in(&mut self, minor: i64) -> Option<()> {
        let cents = Cents::new(self.put_in_minor, self.put_in_minor.checked_add(minor)?);
        self.put_in_minor = cents.to;
        self.set_free(cents);
        Some(())
    }

    /// Gives a claim the first cents that are free; `None`: there are not so many.
    pub fn give(&mut self, claim: ClaimId, minor: i64) -> Option<()> {
        let taken = self.take_first(minor)?;
        self.claims.entry(claim).or_default().extend(taken);
        Some(())
    }

    /// Takes a claim's cents back; `None`: it does not have so many.
    pub fn take_back(&mut self, claim: ClaimId, minor: i64) -> Option<()> {
        let held = self.claims.remove(&claim)?;
        let sum: i64 = held.iter().map(|cents| cents.minor()).sum();
        held.into_iter().for_each(|cents| self.set_free(cents));
        (sum == minor).then_some(())
    }

    /// Lets the first free cents go for good; `None`: there are not so many.
    pub fn let_go(&mut self, minor: i64, place: impl Fn(i64) -> Gone) -> Option<()> {
        let mut offset = 0;
        for cents in self.take_first(minor)? {
            self.gone.push((place(offset), cents));
            offset += cents.minor();
        }
        Some(())
    }

    /// Withdraws the last free cents; `None`: there are not so many.
    pub fn withdraw(&mut self, minor: i64) -> Option<()> {
        let mut left = minor;
        while left > 0 {
            let (from, to) = self.free.pop_last()?;
            let cents = Cents::new(from.max(to - left), to);
            if cents.from > from {
                self.free.insert(from, cents.from);
            }
            left -= cents.minor();
            self.gone.push((Gone::Withdrawn, cents));
        }
        Some(())
    }

    fn take_first(&mut self, minor: i64) -> Option<Vec<Cents>> {
        let (mut left, mut taken) = (minor, vec![]);
        while left > 0 {
            let (from, to) = self.free.pop_first()?;
            let cents = Cents::new(from, to.min(from + left));
            if cents.to < to {
                self.free.insert(cents.to, to);
            }
            left -= cents.minor();
            taken.push(cents);
        }
        Some(taken)
    }

    fn set_free(&mut self, cents: Cents) {
        let Cents { mut from, mut to } = cents;
        if to <= from {
            return;
        }
        let before = self.free.range(..from).next_back();
        if let Some((start, end)) = before.map(|(start, end)| (*start, *end))
            && end == from
        {
            from = start;
        }
        if let Some(end) = self.free.remove(&to) {
            to = end;
        }
        self.free.insert(from, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(from: i64, to: i64) -> Cents {
        Cents { from, to }
    }

    fn lot(minor: i64) -> LotCents {
        LotCents::new(
            LotId::from_uuid(uuid::Uuid::nil()),
            Origin::Adjusted,
            0,
            minor,
        )
    }

    fn claim(n: u128) -> ClaimId {
        ClaimId::from_uuid(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn what_is_given_back_is_given_again_first() {
        let mut lot = lot(100);
        lot.give(claim(1), 30).expect("there is enough");
        lot.give(claim(2), 50).expect("there is enough");
        lot.take_back(claim(1), 30).expect("it has them");
        lot.give(claim(3), 40).expect("there is enough");
        assert_eq!(lot.of_claim(claim(3)), [cents(0, 30), cents(80, 90)]);
        assert_eq!(lot.of_claim(claim(2)), [cents(30, 80)]);
        assert_eq!(lot.free().collect::<Vec<_>>(), [cents(90, 100)]);
    }

    #[test]
    fn an_adjustment_takes_the_last_cents_and_adds_after_them() {
        let mut lot = lot(100);
        lot.give(claim(1), 30).expect("there is enough");
        lot.withdraw(20).expect("there is enough");
        assert_eq!(lot.put_in(5), Some(()));
        assert_eq!(lot.put_in(i64::MAX), None);
        assert_eq!(lot.gone, [(Gone::Withdrawn, cents(80, 100))]);
        let free: Vec<Cents> = lot.free().collect();
        assert_eq!(free, [cents(30, 80), cents(100, 105)]);
        assert_eq!(lot.put_in_minor, 105);
    }

    #[test]
    fn more_than_there_is_is_not_given() {
        let mut lot = lot(10);
        assert_eq!(lot.give(claim(1), 11), None);
    }

    #[test]
    fn neighbours_that_are_free_become_one() {
        let mut lot = lot(30);
        for n in 1..=3 {
            lot.give(claim(n), 10).expect("there is enough");
        }
        for n in [1, 3, 2] {
            lot.take_back(claim(n), 10).expect("it has them");
        }
        assert_eq!(lot.free().collect::<Vec<_>>(), [cents(0, 30)]);
    }
}
