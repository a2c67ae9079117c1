//! What a handler's arguments say of its operation: whoever reads a request describes it, once.

use axum::Extension;
use axum::extract::{Request, State as With};
use axum::http::{HeaderMap, Uri};

use super::said::Said;
use crate::State;

/// An argument of a handler: it says what of the request it reads, and what may go wrong with it.
pub(crate) trait Input {
    fn tell(said: &mut Said);
}

/// All arguments of a handler.
pub(crate) trait Inputs {
    fn tell(said: &mut Said);
}

impl Inputs for ((),) {
    fn tell(_: &mut Said) {}
}

/// The first of a handler's types tells how its last argument is read, which is axum's business.
macro_rules! inputs {
    ($($($input:ident)+;)*) => {$(
        impl<M, $($input: Input),+> Inputs for (M, $($input,)+) {
            fn tell(said: &mut Said) {
                $($input::tell(said);)+
            }
        }
    )*};
}

inputs! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
}

impl<A: Input, B: Input> Input for (A, B) {
    fn tell(said: &mut Said) {
        A::tell(said);
        B::tell(said);
    }
}

/// Says that an argument reads nothing that a caller would know of.
macro_rules! says_nothing {
    ($($input:ty),*) => {$(
        impl Input for $input {
            fn tell(_: &mut Said) {}
        }
    )*};
}

says_nothing!((), With<State>, Uri, HeaderMap, Request);

impl<T> Input for Option<Extension<T>> {
    fn tell(_: &mut Said) {}
}
