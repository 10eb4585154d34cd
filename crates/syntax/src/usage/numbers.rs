//! The numbers that kinds and scopes are kept as.

use super::{BindingKind, ExpressionKind, LinkKind, SiteKind, VariableScope};

impl From<u32> for VariableScope {
    fn from(number: u32) -> Self {
        match number {
            0 => Self::File,
            1 => Self::Local,
            other => Self::Member(other - 2),
        }
    }
}

impl From<VariableScope> for u32 {
    fn from(scope: VariableScope) -> Self {
        match scope {
            VariableScope::File => 0,
            VariableScope::Local => 1,
            VariableScope::Member(definition) => definition.saturating_add(2),
        }
    }
}

/// Kinds are written as small numbers: their position here.
macro_rules! numbered {
    ($kind:ident: $($variant:ident),+) => {
        impl $kind {
            const ALL: &[Self] = &[$(Self::$variant),+];
        }

        impl From<$kind> for u8 {
            fn from(kind: $kind) -> Self {
                kind as Self
            }
        }

        impl TryFrom<u8> for $kind {
            type Error = &'static str;

            fn try_from(number: u8) -> Result<Self, Self::Error> {
                let kind = Self::ALL.get(usize::from(number));
                kind.copied().ok_or(concat!("no ", stringify!($kind)))
            }
        }
    };
}

numbered!(
    BindingKind: Definition,
    Import,
    Value,
    Annotated,
    Receiver,
    ReceiverClass,
    Elsewhere,
    Opaque
);
numbered!(
    ExpressionKind: Variable,
    Free,
    Implicit,
    TypeName,
    Member,
    Call,
    Pair,
    Part,
    Many,
    Element,
    Literal,
    Receiver,
    Super,
    Opaque,
    Otherwise
);
numbered!(LinkKind: Base, Declared, Returned, Decorator, Yields, Extended);
numbered!(SiteKind: Call, Decorator, Reference, Base);
