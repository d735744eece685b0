//! The parts of an expression, so that each walk over expressions says only what is special to it.

use spargebra::algebra::Expression;

/// Writes the function for shared and for exclusive references from one list of the operators.
macro_rules! parts {
    ($(#[$doc:meta])* $name:ident, $($mutable:tt)?) => {
        $(#[$doc])*
        pub(super) fn $name(expression: &$($mutable)? Expression) -> Vec<&$($mutable)? Expression> {
            use Expression as E;
            match expression {
                E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_) | E::Exists(_) => Vec::new(),
                E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => vec![a],
                E::Or(a, b)
                | E::And(a, b)
                | E::Equal(a, b)
                | E::SameTerm(a, b)
                | E::Greater(a, b)
                | E::GreaterOrEqual(a, b)
                | E::Less(a, b)
                | E::LessOrEqual(a, b)
                | E::Add(a, b)
                | E::Subtract(a, b)
                | E::Multiply(a, b)
                | E::Divide(a, b) => vec![a, b],
                E::If(a, b, c) => vec![a, b, c],
                E::In(value, list) => std::iter::once(&$($mutable)? **value).chain(list).collect(),
                E::Coalesce(list) | E::FunctionCall(_, list) => list.into_iter().collect(),
            }
        }
    };
}

parts!(
    /// The expressions that an expression is made of, in order; what stands within `EXISTS` is a pattern and none of them.
    parts,
);
parts!(
    /// As [`parts`], to be changed.
    parts_mut,
    mut
);
