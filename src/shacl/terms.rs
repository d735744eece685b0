//! The terms of SHACL: which are understood, and which of them make a node a shape.

/// The properties that make a node a path.
pub(super) const PATHS: [&str; 5] =
    ["inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"];

/// The targets and the parameters of the constraints of SHACL Core: a node with one of them is a shape.
const PARAMETERS: [&str; 34] = [
    "targetNode",
    "targetClass",
    "targetSubjectsOf",
    "targetObjectsOf",
    "class",
    "datatype",
    "nodeKind",
    "minCount",
    "maxCount",
    "minExclusive",
    "minInclusive",
    "maxExclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
    "pattern",
    "languageIn",
    "uniqueLang",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
    "not",
    "and",
    "or",
    "xone",
    "node",
    "property",
    "qualifiedValueShape",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "closed",
    "hasValue",
    "in",
];

/// Further properties of shapes, which make no rule alone.
const BESIDE: [&str; 11] = [
    "path",
    "severity",
    "message",
    "deactivated",
    "flags",
    "ignoredProperties",
    "qualifiedValueShapesDisjoint",
    "name",
    "description",
    "order",
    "group",
];

/// Properties that say nothing about what is valid: default values, prefixes for SPARQL, where shapes are, and the
/// reports of a validation.
const DESCRIBING: [&str; 17] = [
    "defaultValue",
    "declare",
    "prefix",
    "namespace",
    "shapesGraph",
    "suggestedShapesGraph",
    "conforms",
    "result",
    "focusNode",
    "resultPath",
    "value",
    "sourceShape",
    "sourceConstraint",
    "sourceConstraintComponent",
    "resultSeverity",
    "resultMessage",
    "detail",
];

/// What makes rules beyond SHACL Core, on a shape or elsewhere: SPARQL, rules, scripts, functions, entailment. Of nodes that are
/// no shapes nothing else is refused, for data may say anything.
pub(super) const UNSUPPORTED: [&str; 29] = [
    "sparql",
    "select",
    "ask",
    "construct",
    "update",
    "validator",
    "nodeValidator",
    "propertyValidator",
    "parameter",
    "labelTemplate",
    "target",
    "filterShape",
    "expression",
    "nodes",
    "rule",
    "condition",
    "entailment",
    "js",
    "jsFunctionName",
    "jsLibrary",
    "jsLibraryURL",
    "returnType",
    "values",
    "if",
    "then",
    "else",
    "minus",
    "intersection",
    "union",
];

/// The classes of SHACL whose instances are understood.
pub(super) const CLASSES: [&str; 7] = [
    "NodeShape",
    "PropertyShape",
    "Shape",
    "PropertyGroup",
    "PrefixDeclaration",
    "ValidationReport",
    "ValidationResult",
];

/// Whether a property makes a node a shape.
pub(super) fn is_parameter(name: &str) -> bool {
    PARAMETERS.contains(&name)
}

/// Whether a property belongs to a shape.
pub(super) fn is_of_shapes(name: &str) -> bool {
    is_parameter(name) || BESIDE.contains(&name)
}

/// Whether a property is understood, or says nothing about what is valid.
pub(super) fn is_known(name: &str) -> bool {
    is_of_shapes(name) || DESCRIBING.contains(&name) || PATHS.contains(&name)
}
