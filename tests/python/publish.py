#!/usr/bin/env python3
"""Checks a package that `pedigraph publish` wrote with the validators that portals use.

- the JSON Schemas of data.gov's harvester: DCAT-US 1.1 (catalog and dataset, federal where it has codes) and 3.0
- the SHACL files of DCAT-AP 3.0.1, with pyshacl
- the reading of catalog.ttl by ckanext-dcat's profile where CKAN is installed, and with rdflib by the same lookups
- frictionless, which reads the tables and compares sizes and hashes; csvw, which reads them by their descriptions
- pyld, a JSON-LD processor other than the writer: the JSON-LD expands to the triples of the Turtle
- sitemap, robots.txt and the manifest's hashes

Prints a line for each check. Exits 1 at the first that fails.

Needs: pip install pyshacl rdflib jsonschema[format] frictionless csvw pyld; ckan and ckanext-dcat where they can be installed
"""

import argparse
import datetime
import gzip
import hashlib
import json
import pathlib
import sys
import warnings
import xml.etree.ElementTree

import csvw
import frictionless
import jsonschema
import pyld
import pyshacl
import rdflib
import referencing
from rdflib.compare import graph_diff, to_isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF, SH

ADMS = rdflib.Namespace("http://www.w3.org/ns/adms#")
VERSION = rdflib.URIRef("http://www.w3.org/ns/dcat#version")
DCATAP = rdflib.Namespace("http://data.europa.eu/r5r/")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SCHEMAS = pathlib.Path(__file__).resolve().parents[1] / "schemas"


def fail(message):
    print(f"FAILED {message}")
    sys.exit(1)


def schema_errors(schema, value, registry=None):
    validator = jsonschema.Draft202012Validator(
        schema,
        registry=registry if registry is not None else referencing.Registry(),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    return [f"{e.json_path}: {e.message[:300]}" for e in validator.iter_errors(value)]


def resource(contents):
    return referencing.Resource.from_contents(contents, default_specification=referencing.jsonschema.DRAFT202012)


def dcat_us_1_1(package):
    catalog = json.loads((package / "data.json").read_text())
    federal = "bureauCode" in catalog["dataset"][0]
    name = "federal_dataset.json" if federal else "non-federal_dataset.json"
    dataset = json.loads((SCHEMAS / "dcatus1.1" / name).read_text())
    whole = json.loads((SCHEMAS / "dcatus1.1" / "catalog.json").read_text())
    registry = referencing.Registry().with_resource(
        "https://project-open-data.cio.gov/v1.1/schema/dataset.json", resource(dataset)
    )
    errors = schema_errors(whole, catalog, registry)
    for entry in catalog["dataset"]:
        errors += schema_errors(dataset, entry)
    # What the check is worth: a record that lacks a part is found.
    broken = {k: v for k, v in catalog["dataset"][0].items() if k != "contactPoint"}
    if not schema_errors(dataset, broken):
        errors.append("the schema finds no fault in a record without contactPoint")
    if errors:
        fail(f"DCAT-US 1.1 ({name}): " + "; ".join(errors))
    print(f"ok DCAT-US 1.1, {name}")


def dcat_us_3_0(package):
    catalog = json.loads((package / "dcat-us-3.json").read_text())
    definitions = [json.loads(p.read_text()) for p in sorted((SCHEMAS / "dcatus3.0/definitions").glob("*.json"))]
    registry = referencing.Registry().with_resources((d["$id"], resource(d)) for d in definitions)
    whole = next(d for d in definitions if d["$id"].endswith("/definitions/catalog"))
    errors = schema_errors(whole, catalog, registry)
    catalog["dataset"][0]["distribution"][0]["byteSize"] = 1
    if not schema_errors(whole, catalog, registry):
        errors.append("the schema finds no fault in a byteSize that is a number")
    if errors:
        fail("DCAT-US 3.0: " + "; ".join(errors))
    print("ok DCAT-US 3.0")


def dcat_ap(package):
    data = rdflib.Graph().parse(package / "catalog.ttl")
    if any(isinstance(term, rdflib.BNode) for triple in data for term in triple):
        fail("catalog.ttl has blank nodes")
    for name, may_warn in [("shapes.ttl", False), ("range.ttl", False), ("shapes_recommended.ttl", True)]:
        shapes = rdflib.Graph().parse(SCHEMAS / "dcat-ap-3.0.1" / name)
        conforms, report, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
        results = list(report.subjects(RDF.type, SH.ValidationResult))
        if results and not may_warn:
            fail(f"DCAT-AP {name}: {text[:3000]}")
        print(f"ok DCAT-AP {name}, {len(results)} results")
        if may_warn and results:
            for result in results:
                print("  recommended:", report.value(result, SH.focusNode), report.value(result, SH.resultPath))
    shapes = rdflib.Graph().parse(SCHEMAS / "dcat-ap-3.0.1" / "shapes.ttl")
    for title in list(data.triples((None, DCTERMS.title, None))):
        data.remove(title)
    if pyshacl.validate(data, shacl_graph=shapes)[0]:
        fail("DCAT-AP: the shapes find no fault in a catalog without titles")


# What ckanext-dcat's profile for DCAT-AP 3 has a place for: its key, and the property that it is read from.
KEPT = {
    "dataset": {
        "title": DCTERMS.title, "notes": DCTERMS.description, "url": DCAT.landingPage, "version": VERSION,
        "tags": DCAT.keyword, "issued": DCTERMS.issued, "modified": DCTERMS.modified,
        "identifier": DCTERMS.identifier, "version_notes": ADMS.versionNotes, "frequency": DCTERMS.accrualPeriodicity,
        "provenance": DCTERMS.provenance, "language": DCTERMS.language, "theme": DCAT.theme,
        "conforms_to": DCTERMS.conformsTo, "contact_name": DCAT.contactPoint, "contact_email": DCAT.contactPoint,
        "publisher_name": DCTERMS.publisher, "creator_name": DCTERMS.creator, "temporal_start": DCTERMS.temporal,
        "temporal_end": DCTERMS.temporal, "spatial_uri": DCTERMS.spatial, "spatial_text": DCTERMS.spatial,
        "access_rights": DCTERMS.accessRights, "uri": RDF.type,
    },
    "distribution": {
        "name": DCTERMS.title, "description": DCTERMS.description, "access_url": DCAT.accessURL,
        "download_url": DCAT.downloadURL, "issued": DCTERMS.issued, "modified": DCTERMS.modified,
        "license": DCTERMS.license, "language": DCTERMS.language, "conforms_to": DCTERMS.conformsTo,
        "mimetype": DCAT.mediaType, "format": DCTERMS.format, "size": DCAT.byteSize, "hash": SPDX.checksum,
        "hash_algorithm": SPDX.checksum, "compress_format": DCAT.compressFormat, "access_services": DCAT.accessService,
        "availability": DCATAP.availability, "uri": RDF.type,
    },
    "access service": {
        "title": DCTERMS.title, "endpoint_url": DCAT.endpointURL, "endpoint_description": DCAT.endpointDescription,
        "license": DCTERMS.license, "access_rights": DCTERMS.accessRights, "serves_dataset": DCAT.servesDataset,
        "conforms_to": DCTERMS.conformsTo, "keyword": DCAT.keyword, "theme": DCAT.theme, "contact": DCAT.contactPoint,
        "publisher": DCTERMS.publisher, "uri": RDF.type,
    },
}
# What a catalog of ours always says, so that the comparison is worth something.
ALWAYS = {"title", "issued", "version", "provenance", "creator_name", "publisher_name", "spatial_uri", "spatial_text"}


def kept(name, data, dataset):
    """Prints what ckanext-dcat kept of a dataset; fails where it lost what it has a place for. Gives the number of downloads."""

    def held(kind, found, node):
        lost = [k for k, p in KEPT[kind].items() if data.value(node, p) is not None and not found.get(k)]
        if lost:
            fail(f"{name}: ckanext-dcat loses {lost} of the {kind} {node}")
        return {k: found[k] for k in KEPT[kind] if found.get(k)}

    found = {**dataset, **{extra["key"]: extra["value"] for extra in dataset["extras"]}}
    shown = held("dataset", found, rdflib.URIRef(found["uri"]))
    if missing := ALWAYS - set(shown):
        fail(f"{name}: the catalog says nothing that becomes {sorted(missing)}")
    print(f"  {name}: ckanext-dcat keeps of the dataset")
    for key, value in shown.items():
        print(f"    {key}: {' '.join(str(value).split())[:150]}")
    for resource in dataset["resources"]:
        shown = held("distribution", resource, rdflib.URIRef(resource["uri"]))
        print(f"    distribution {resource['uri'].split('#')[-1]}: {', '.join(shown)}")
        for service in json.loads(resource.get("access_services", "[]")):
            shown = held("access service", service, rdflib.URIRef(service["uri"]))
            print(f"      access service {service['uri'].split('#')[-1]}: {', '.join(shown)}")
    if not all(r.get("access_url") for r in dataset["resources"]):
        fail(f"{name}: ckanext-dcat reads a resource without access_url")
    return sum(1 for r in dataset["resources"] if r.get("download_url"))


def ckan(package):
    """What a harvester takes from the catalog: dataset, distributions, their addresses and types."""
    data = rdflib.Graph().parse(package / "catalog.ttl")
    datasets = list(data.subjects(RDF.type, DCAT.Dataset))
    if not datasets or not all(isinstance(d, rdflib.URIRef) for d in datasets):
        fail("catalog.ttl: expected datasets with IRIs")
    count = 0
    for dataset in datasets:
        for distribution in data.objects(dataset, DCAT.distribution):
            if data.value(distribution, DCAT.accessService):
                continue
            url, media = data.value(distribution, DCAT.accessURL), data.value(distribution, DCAT.mediaType)
            if not (isinstance(distribution, rdflib.URIRef) and url and media):
                fail(f"catalog.ttl: {distribution}: expected an IRI, accessURL and mediaType")
            if not str(url).startswith(str(dataset).split("#")[0]):
                fail(f"catalog.ttl: {url} is not of the package")
            count += 1
    print(f"ok rdflib reads {len(datasets)} dataset with {count} distributions")
    if (package / "catalog.ttl").stat().st_size > 50_000_000:
        fail("catalog.ttl: CKAN refuses what is over 50 MB")
    try:
        import ckan as _  # noqa: F401
        from ckanext.dcat.processors import RDFParser
    except Exception as error:  # CKAN has requirements of its own, which fail in ways of their own
        print(f"skipped CKAN: {error!r}")
        return
    found = 0
    for name, kind in [("catalog.ttl", "turtle"), ("catalog.jsonld", "json-ld")]:
        parser = RDFParser(profiles=["euro_dcat_ap_3"])
        parser.parse((package / name).read_text(), _format=kind)
        read = list(parser.datasets())
        if len(read) != len(datasets):
            fail(f"{name}: ckanext-dcat reads {len(read)} datasets, expected {len(datasets)}")
        for dataset in read:
            found += kept(name, data, dataset)
    if found != 2 * count:
        fail(f"ckanext-dcat reads {found} resources, expected {2 * count}")
    print(f"ok ckanext-dcat reads {count} resources from Turtle and JSON-LD")


def tables(package):
    report = frictionless.validate(str(package / "datapackage.json"))
    if not report.valid:
        fail(f"frictionless: {report.flatten(['title', 'rowNumber', 'fieldNumber', 'message'])[:20]}")
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    print(f"ok frictionless: {rows}")


def csvw_metadata(package):
    """The CSV on the Web descriptions, by the package `csvw`: each table with its columns, datatypes and keys."""
    counts = {}
    for path in sorted((package / "data").glob("*.csv-metadata.json")):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            group = csvw.TableGroup.from_file(path)
            table = group.tables[0]
            if f"{table.url}-metadata.json" != path.name:
                fail(f"{path.name}: the first table is {table.url}")
            head = (package / "data" / str(table.url)).read_text(encoding="utf-8-sig").split("\n", 1)[0].strip().split(",")
            if head != [str(column) for column in table.tableSchema.columns]:
                fail(f"{path.name}: other columns than the table: {head}")
            rows = list(table.iterdicts(strict=True))
            # `strict` allows no cell without value; a policy whose issuer no source names has none.
            if not group.check_referential_integrity(strict=False):
                fail(f"{path.name}: a foreign key leads nowhere")
        keys = [row["iri"] for row in rows]
        if len(keys) != len(set(map(str, keys))) or table.tableSchema.primaryKey != ["iri"]:
            fail(f"{path.name}: the key is not unique")
        counts[str(table.url)] = len(rows)
        description = json.loads(path.read_text())
        # What the check is worth: a datatype that does not fit is found.
        column = next(c for c in description["tables"][0]["tableSchema"]["columns"] if c["name"] == "iri")
        column["datatype"] = "date"
        wrong = csvw.TableGroup.fromvalue(description)
        wrong._fname = path
        try:
            list(wrong.tables[0].iterdicts(strict=True))
        except ValueError:
            continue
        if rows:
            fail(f"{path.name}: IRIs are read as days")
    if set(counts) != {"policies.csv", "statements.csv", "bodies.csv"}:
        fail(f"csvw: expected three descriptions, found {sorted(counts)}")
    print(f"ok csvw: {counts}")


def no_network(url, options):
    raise ValueError(f"the document asks for {url}")


def expand(path):
    """The triples of a JSON-LD document, by pyld."""
    pyld.jsonld.set_document_loader(no_network)
    quads = pyld.jsonld.to_rdf(json.loads(path.read_text()), {"format": "application/n-quads"})
    union = rdflib.Dataset(default_union=True)
    union.parse(data=quads, format="nquads")
    graph = rdflib.Graph()
    for quad in union.quads((None, None, None, None)):
        graph.add(quad[:3])
    return graph


def json_ld(package, whole):
    pairs = [("catalog.jsonld", "catalog.ttl")]
    if whole:
        pairs.append(("data/graph.jsonld", "data/graph.ttl"))
    policies = sorted(package.glob("us/**/*.jsonld")) + sorted(package.glob("statement/*.jsonld"))
    step = max(1, len(policies) // 40)
    pairs += [(str(p.relative_to(package)), str(p.relative_to(package).with_suffix(".ttl"))) for p in policies[::step]]
    for ours, turtle in pairs:
        left, right = expand(package / ours), rdflib.Graph().parse(package / turtle)
        # What each file tells of itself.
        for graph, own in (left, ours), (right, turtle):
            for document in {s for s in graph.subjects(RDF.type, rdflib.URIRef("http://xmlns.com/foaf/0.1/Document")) if s.endswith(f"/{own}")}:
                graph.remove((document, None, None))
        # rdflib compares by value and lexical form; no blank nodes, so sets of triples do.
        if set(left) != set(right):
            _, only_left, only_right = graph_diff(to_isomorphic(left), to_isomorphic(right))
            fail(f"{ours}: only by pyld {list(only_left)[:3]}, only in {turtle} {list(only_right)[:3]}")
    print(f"ok pyld expands {len(pairs)} documents to the triples of their Turtle")


def statements(package):
    """Every statement of the graph is described in the file that its name leads to, and has an anchor beside it."""
    ped = rdflib.Namespace("https://w3id.org/pedigraph/ns#")
    whole = rdflib.Graph().parse(package / "data/graph.ttl")
    kinds = [ped.Statement, ped.RejectedStatement]
    named = [str(s) for kind in kinds for s in whole.subjects(RDF.type, kind)]
    parts, found = {}, 0
    for iri in sorted(named):
        part = iri.rsplit("/", 1)[1][:2]
        if part not in parts:
            path = package / "statement" / part
            parts[part] = rdflib.Graph().parse(f"{path}.ttl"), (path / "index.html").read_text()
        graph, page = parts[part]
        node = rdflib.URIRef(iri)
        if set(graph.predicate_objects(node)) != set(whole.predicate_objects(node)):
            fail(f"statement/{part}.ttl: {iri} is described otherwise than in data/graph.ttl")
        if f'id="{iri.rsplit("/", 1)[1]}"' not in page:
            fail(f"statement/{part}/index.html: no anchor for {iri}")
        found += 1
    if not found:
        fail("statement/: the graph has no statement")
    print(f"ok {found} statements on {len(parts)} pages")


def site(package):
    manifest = json.loads((package / "manifest.json").read_text())
    on_disk = {str(p.relative_to(package)) for p in package.rglob("*") if p.is_file()} - {"manifest.json"}
    if on_disk != set(manifest["files"]):
        fail(f"manifest.json: differs from the files in {sorted(on_disk ^ set(manifest['files']))[:5]}")
    for path, entry in manifest["files"].items():
        data = (package / path).read_bytes()
        if (len(data), hashlib.sha256(data).hexdigest()) != (entry["bytes"], entry["sha256"]):
            fail(f"manifest.json: {path} has another hash")
    home = json.loads((package / "dcat-us-3.json").read_text())["homepage"]["@id"]
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    maps, count = [package / "sitemap.xml"], 0
    root = xml.etree.ElementTree.parse(maps[0]).getroot()
    if root.tag == f"{space}sitemapindex":
        maps = [package / loc.text.removeprefix(home) for loc in root.iter(f"{space}loc")]
    for path in maps:
        entries = list(xml.etree.ElementTree.parse(path).getroot())
        if not all(datetime.date.fromisoformat(e.findtext(f"{space}lastmod")) for e in entries):
            fail(f"{path.name}: an entry without lastmod")
        for loc in (entry.find(f"{space}loc") for entry in entries):
            file = package / loc.text.removeprefix(home)
            if not (file / "index.html" if loc.text.endswith("/") else file).is_file():
                fail(f"sitemap.xml: {loc.text} has no file")
            count += 1
    if f"Sitemap: {home}sitemap.xml" not in (package / "robots.txt").read_text():
        fail("robots.txt does not name the sitemap")
    with gzip.open(package / "data/graph.nq.gz") as packed, gzip.open(package / "data/graph.nt.gz") as union:
        quads = len({line for line in packed})
        if not quads or quads < len({line for line in union}):
            fail("data/graph.nq.gz: fewer quads than the union has triples")
    whole = {"ns/ontology.ttl": "turtle", "ns/ontology.jsonld": "json-ld", "ns/ontology.rdf": "xml"}
    terms = [set(rdflib.Graph().parse(package / path, format=kind)) for path, kind in whole.items()]
    if terms[0] != terms[1] or terms[0] != terms[2]:
        fail("ns/: the syntaxes of the ontology differ")
    void = rdflib.Graph().parse(package / "void.ttl")
    space = rdflib.Namespace("http://rdfs.org/ns/void#")
    triples = sum(1 for _ in void.objects(None, space.propertyPartition))
    if not triples or not list(void.subjects(RDF.type, space.Linkset)) or not list(void.objects(None, space.exampleResource)):
        fail("void.ttl: expected partitions, linksets and examples")
    print(f"ok manifest of {len(on_disk)} files, sitemap of {count} pages, VoID with {triples} properties")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("package", type=pathlib.Path)
    arguments.add_argument("--whole", action="store_true", help="also look at each triple of the graph, which is slow")
    args = arguments.parse_args()
    dcat_us_1_1(args.package)
    dcat_us_3_0(args.package)
    dcat_ap(args.package)
    ckan(args.package)
    tables(args.package)
    csvw_metadata(args.package)
    json_ld(args.package, args.whole)
    if args.whole:
        statements(args.package)
    site(args.package)


if __name__ == "__main__":
    main()
