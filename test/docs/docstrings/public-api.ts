import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-6";
import { packageFolder } from "../../support/electron/install-app.ts";

/** A function that an app can call: exported, or a public method or constructor of a class or interface. */
export interface PublicCall {
  /** `StreamStore.append`, or `openStreamStore`. */
  readonly name: string;
  /** The source file, from the package's folder. */
  readonly file: string;
  /** The text of each `@throws`. */
  readonly throws: readonly string[];
}

/** What an app can reach from the package's entry points, by the sources of their types. */
export function publicCalls(): PublicCall[] {
  const entries = entrySources();
  const program = ts.createProgram(entries, compilerOptions());
  const walk = new ApiWalk(program.getTypeChecker());
  for (const entry of entries) walk.visitModule(program.getSourceFile(entry)!);
  return [...walk.calls.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The sources of the types that package.json's `exports` names. */
export function entrySources(): string[] {
  const { exports } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    exports: object;
  };
  // The CommonJS preload's types are a copy of the ES module's.
  const types = JSON.stringify(exports).matchAll(/"types":"\.\/dist\/([^"]+)\.d\.ts"/g);
  return [...new Set([...types].map(([, path]) => join(packageFolder, `${path}.ts`)))];
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(packageFolder, "tsconfig.json"), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, packageFolder).options;
}

class ApiWalk {
  readonly calls = new Map<string, PublicCall>();
  readonly #checker: ts.TypeChecker;
  readonly #seen = new Set<ts.Symbol>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  visitModule(file: ts.SourceFile): void {
    for (const exported of this.#checker.getExportsOfModule(this.#checker.getSymbolAtLocation(file)!)) {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & ts.SymbolFlags.Function) this.#addCall(exported.name, symbol);
      this.#visitType(symbol);
    }
  }

  #visitType(symbol: ts.Symbol): void {
    if (this.#seen.has(symbol) || !isOwn(symbol)) return;
    this.#seen.add(symbol);
    if (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) {
      this.#visitMembers(symbol.name, this.#checker.getDeclaredTypeOfSymbol(symbol));
      const constructor = symbol.members?.get("__constructor" as ts.__String);
      if (constructor) this.#addCall(`new ${symbol.name}`, constructor);
    }
    if (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Function)) {
      for (const member of this.#checker.getPropertiesOfType(this.#checker.getTypeOfSymbol(symbol))) {
        if (member.flags & ts.SymbolFlags.Method) this.#addCall(`${symbol.name}.${member.name}`, member);
      }
      for (const signature of this.#checker.getTypeOfSymbol(symbol).getCallSignatures())
        this.#visitResult(signature.getReturnType());
    }
  }

  #visitMembers(name: string, type: ts.Type): void {
    for (const member of this.#checker.getPropertiesOfType(type)) {
      if (!isOwn(member) || isHidden(member)) continue;
      const memberType = this.#checker.getTypeOfSymbol(member);
      if (member.flags & ts.SymbolFlags.Method) this.#addCall(`${name}.${member.name}`, member);
      for (const signature of memberType.getCallSignatures()) this.#visitResult(signature.getReturnType());
      this.#visitResult(memberType);
    }
  }

  /** Visits a type and its type arguments: what a promise, a list or an observable holds. */
  #visitResult(type: ts.Type): void {
    if (type.isUnionOrIntersection()) for (const part of type.types) this.#visitResult(part);
    for (const argument of this.#checker.getTypeArguments(type as ts.TypeReference) ?? [])
      this.#visitResult(argument);
    const symbol = type.getSymbol();
    if (symbol) this.#visitType(symbol);
  }

  #addCall(name: string, symbol: ts.Symbol): void {
    if (isHidden(symbol)) return;
    const tags = symbol.getJsDocTags(this.#checker).filter((tag) => tag.name === "throws");
    const file = symbol.declarations![0]!.getSourceFile().fileName.slice(packageFolder.length + 1);
    this.calls.set(name, { name, file, throws: tags.map((tag) => ts.displayPartsToString(tag.text)) });
  }
}

function isOwn(symbol: ts.Symbol): boolean {
  const declared = symbol.declarations?.[0]?.getSourceFile().fileName;
  return declared !== undefined && !declared.includes("node_modules");
}

function isHidden(symbol: ts.Symbol): boolean {
  const declaration = symbol.declarations?.[0];
  if (!declaration) return true;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (ts.getCombinedModifierFlags(declaration) & hidden) return true;
  if (ts.isClassElement(declaration) && declaration.name && ts.isPrivateIdentifier(declaration.name))
    return true;
  return ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === "internal");
}
