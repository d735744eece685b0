//! The terms of SHACL: which are understood, and which of them make a node a shape.

/// The properties that make a node a path.
pub(super) const PATHS: [&str; 5] =
    ["inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"];

/// A property of shapes.
struct Property {
    name: &'static str,
    /// Whether it is a target or a parameter of a constraint, so that a node with it is a shape.
    makes_shape: bool,
    /// Whether a shape has at most one.
    once: bool,
}

const fn property(name: &'static str, makes_shape: bool, once: bool) -> Property {
    Property { name, makes_shape, once }
}

/// The properties of shapes in SHACL Core: name, whether it makes a node a shape, whether a shape has at most one.
const PROPERTIES: [Property; 45] = [
    property("targetNode", true, false),
    property("targetClass", true, false),
    property("targetSubjectsOf", true, false),
    property("targetObjectsOf", true, false),
    property("class", true, false),
    property("datatype", true, true),
    property("nodeKind", true, true),
    property("minCount", true, true),
    property("maxCount", true, true),
    property("minExclusive", true, true),
    property("minInclusive", true, true),
    property("maxExclusive", true, true),
    property("maxInclusive", true, true),
    property("minLength", true, true),
    property("maxLength", true, true),
    property("pattern", true, true),
    property("languageIn", true, true),
    property("uniqueLang", true, true),
    property("equals", true, false),
    property("disjoint", true, false),
    property("lessThan", true, false),
    property("lessThanOrEquals", true, false),
    property("not", true, false),
    property("and", true, false),
    property("or", true, false),
    property("xone", true, false),
    property("node", true, false),
    property("property", true, false),
    property("qualifiedValueShape", true, true),
    property("qualifiedMinCount", true, true),
    property("qualifiedMaxCount", true, true),
    property("closed", true, true),
    property("hasValue", true, false),
    property("in", true, true),
    property("path", false, true),
    property("severity", false, true),
    property("message", false, false),
    property("deactivated", false, true),
    property("flags", false, true),
    property("ignoredProperties", false, true),
    property("qualifiedValueShapesDisjoint", false, true),
    property("name", false, false),
    property("description", false, false),
    property("order", false, false),
    property("group", false, false),
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
    PROPERTIES.iter().any(|p| p.name == name && p.makes_shape)
}

/// Whether a property belongs to a shape.
pub(super) fn is_of_shapes(name: &str) -> bool {
    PROPERTIES.iter().any(|p| p.name == name)
}

/// The properties of which a shape has at most one.
pub(super) fn single() -> impl Iterator<Item = &'static str> {
    PROPERTIES.iter().filter(|p| p.once).map(|p| p.name)
}

/// Whether a property is understood, or says nothing about what is valid.
pub(super) fn is_known(name: &str) -> bool {
    is_of_shapes(name) || DESCRIBING.contains(&name) || PATHS.contains(&name)
}
