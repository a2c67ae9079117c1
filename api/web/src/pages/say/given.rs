//! Values as templates hand them over: themselves, or behind references.

/// A small value, behind however many references a template put before it.
pub(in crate::pages) trait Given<T> {
    /// Gives the value itself.
    fn given(self) -> T;
}

impl<T: Copy> Given<T> for T {
    fn given(self) -> T {
        self
    }
}

impl<T: Copy> Given<T> for &T {
    fn given(self) -> T {
        *self
    }
}

impl<T: Copy> Given<T> for &&T {
    fn given(self) -> T {
        **self
    }
}

impl<T: Copy> Given<T> for &&&T {
    fn given(self) -> T {
        ***self
    }
}

/// A number of things, of whatever type it is kept in.
pub(in crate::pages) trait Count {
    /// Gives the number.
    fn count(self) -> i64;
}

macro_rules! counts {
    ($($type:ty),*) => {$(
        impl Count for $type {
            fn count(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        }

        impl Count for &$type {
            fn count(self) -> i64 {
                (*self).count()
            }
        }

        impl Count for &&$type {
            fn count(self) -> i64 {
                (**self).count()
            }
        }
    )*};
}

counts!(i64, u64, u32, usize, i32);
