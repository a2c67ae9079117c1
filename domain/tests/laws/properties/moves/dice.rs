//! Numbers out of one seed: the same seed, the same step.

/// A generator of small numbers (SplitMix64, Steele et al. 2014).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Gives a number from 0 to below the limit.
    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        u32::try_from(mixed % u64::from(limit.max(1))).unwrap_or_default()
    }

    /// Picks one of several.
    pub fn of<T: Clone>(&mut self, all: &[T]) -> T {
        let index = self.below(u32::try_from(all.len()).unwrap_or(u32::MAX));
        all[usize::try_from(index).unwrap_or_default()].clone()
    }
}
