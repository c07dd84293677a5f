import { join } from "node:path";
import ts from "typescript-6";
import { typedEntries } from "../../../scripts/bundle.ts";
import { packageFolder } from "../../support/electron/install-app.ts";

/** A function that an app can call: an exported one, or a public method or constructor of a class or interface. */
export interface PublicCall {
  /** `append` of `StreamStore` is `StreamStore.append`; a constructor is `new StreamStore`. */
  readonly name: string;
  /** The text of each `@throws`, and of an observable's sentence "Errors with …" or "Errors as …". */
  readonly throws: readonly string[];
}

/** What apps see of the package: its exports, and the types that they return or hold. */
export interface PublicApi {
  readonly calls: readonly PublicCall[];
  /** The docstrings by name, `StreamStore` or `StreamStore.append`, with the text of all tags. */
  readonly docstrings: ReadonlyMap<string, string>;
}

export function readPublicApi(): PublicApi {
  const entries = Object.values(typedEntries()).map((source) => join(packageFolder, `${source}.ts`));
  const program = ts.createProgram(entries, compilerOptions());
  const walk = new ApiWalk(program.getTypeChecker());
  for (const entry of entries) walk.visitModule(program.getSourceFile(entry)!);
  return walk;
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(packageFolder, "tsconfig.json"), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, packageFolder).options;
}

class ApiWalk implements PublicApi {
  readonly calls: PublicCall[] = [];
  readonly docstrings = new Map<string, string>();
  readonly #checker: ts.TypeChecker;
  readonly #seen = new Set<ts.Symbol>();
  readonly #visited = new Set<ts.Type>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  visitModule(file: ts.SourceFile): void {
    for (const exported of this.#checker.getExportsOfModule(this.#checker.getSymbolAtLocation(file)!)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? this.#checker.getAliasedSymbol(exported) : exported;
      this.#addDocstring(exported.name, symbol);
      if (symbol.flags & ts.SymbolFlags.Function) this.#visitFunction(exported.name, symbol);
      if (symbol.flags & ts.SymbolFlags.Class && !isTypeOnly(exported)) this.#visitConstructor(symbol);
      this.#visitType(symbol);
    }
  }

  #visitFunction(name: string, symbol: ts.Symbol): void {
    this.#addCall(name, symbol);
    for (const signature of this.#checker.getTypeOfSymbol(symbol).getCallSignatures())
      this.#visitValue(signature.getReturnType());
  }

  #visitConstructor(symbol: ts.Symbol): void {
    const constructor = symbol.members?.get(ts.InternalSymbolName.Constructor);
    if (constructor && !isHidden(constructor)) this.#addCall(`new ${symbol.name}`, constructor);
    for (const member of symbol.exports?.values() ?? [])
      if (member.flags & ts.SymbolFlags.Method && !isHidden(member))
        this.#addCall(`${symbol.name}.${member.name}`, member);
  }

  #visitType(symbol: ts.Symbol): void {
    const isClass = symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface);
    if (!isClass || this.#seen.has(symbol) || !isOwn(symbol)) return;
    this.#seen.add(symbol);
    this.#addDocstring(symbol.name, symbol);
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    for (const member of this.#checker.getPropertiesOfType(type)) {
      if (!isOwn(member) || isHidden(member)) continue;
      this.#addDocstring(`${symbol.name}.${member.name}`, member);
      const memberType = this.#checker.getTypeOfSymbol(member);
      if (member.flags & ts.SymbolFlags.Method) this.#addCall(`${symbol.name}.${member.name}`, member);
      for (const signature of memberType.getCallSignatures()) this.#visitValue(signature.getReturnType());
      this.#visitValue(memberType);
    }
  }

  /** Visits a type with its type arguments: what a promise, a list or an observable holds. */
  #visitValue(type: ts.Type): void {
    // Some types contain themselves, such as what React can render.
    if (this.#visited.has(type)) return;
    this.#visited.add(type);
    if (type.isUnionOrIntersection()) for (const part of type.types) this.#visitValue(part);
    for (const argument of this.#checker.getTypeArguments(type as ts.TypeReference))
      this.#visitValue(argument);
    if (type.symbol) this.#visitType(type.symbol);
  }

  #addDocstring(name: string, symbol: ts.Symbol): void {
    const parts = [
      symbol.getDocumentationComment(this.#checker),
      ...symbol.getJsDocTags(this.#checker).map((tag) => tag.text),
    ];
    this.docstrings.set(name, parts.map((part) => ts.displayPartsToString(part)).join("\n"));
  }

  #addCall(name: string, symbol: ts.Symbol): void {
    const tags = symbol.getJsDocTags(this.#checker).filter((tag) => tag.name === "throws");
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
    const [errors] = /\bErrors (?:with|as)\b[^.]*/.exec(text) ?? [];
    const throws = tags.map((tag) => ts.displayPartsToString(tag.text));
    this.calls.push({ name, throws: errors === undefined ? throws : [...throws, errors] });
  }
}

/** Exported by `export type`: its constructor cannot be called. */
function isTypeOnly(symbol: ts.Symbol): boolean {
  return symbol.declarations?.some((each) => ts.isTypeOnlyExportDeclaration(each)) ?? false;
}

function isOwn(symbol: ts.Symbol): boolean {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName;
  return file !== undefined && !file.includes("/node_modules/");
}

function isHidden(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations!;
  const modifiers = ts.getCombinedModifierFlags(declaration!);
  if (modifiers & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) return true;
  const name = ts.getNameOfDeclaration(declaration);
  if (name && ts.isPrivateIdentifier(name)) return true;
  return ts.getJSDocTags(declaration!).some((tag) => tag.tagName.text === "internal");
}
