import { drumError, type ErrorCode } from '../errors.ts';
import type { XmlElement } from '../xml/document.ts';
import { attributeOf } from '../xml/read.ts';
import type { ScannedRoot } from '../xml/scan.ts';
import { parseBase64, parseBoolean, parseInteger } from './simple-types.ts';

const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * Reads an element's children in the order that its schema gives them (`xs:sequence`): nothing unknown, nothing out of
 * order. All of it throws the code that it was made with.
 */
export class Sequence {
  readonly code: ErrorCode;
  private readonly element: XmlElement | ScannedRoot;
  /** Undefined for a root, which is asked for its children one by one. */
  private readonly children: readonly XmlElement[] | undefined;
  private at = 0;
  /** The child of a root that was looked at, and not yet taken. */
  private ahead: XmlElement | undefined;

  /** `attributes` are the names that the element may have; `xsi:` ones are allowed everywhere. */
  constructor(element: XmlElement | ScannedRoot, code: ErrorCode, attributes: readonly string[] = []) {
    this.element = element;
    this.children = 'children' in element ? element.children : undefined;
    this.code = code;
    for (const { name, namespace } of element.attributes) {
      const known = namespace === XML_SCHEMA_INSTANCE || (namespace === '' && attributes.includes(name));
      if (!known) throw this.malformed(`has an unknown attribute ${name}`);
    }
    this.requireNoText();
  }

  optional(name: string): XmlElement | undefined {
    const next = this.peek();
    if (next?.name !== name || next.namespace !== '') return undefined;
    this.take();
    return next;
  }

  required(name: string): XmlElement {
    const found = this.optional(name);
    if (found !== undefined) return found;
    const instead = this.peek()?.name ?? 'nothing';
    throw this.malformed(`has ${instead} where ${name} is expected`);
  }

  /** What is made of all that follow of that name, in a row. */
  many<T>(name: string, make: (element: XmlElement) => T): T[] {
    const made: T[] = [];
    for (let next = this.optional(name); next !== undefined; next = this.optional(name)) made.push(make(next));
    return made;
  }

  /** The same, where the schema demands at least one. */
  someOf<T>(name: string, make: (element: XmlElement) => T): T[] {
    return [make(this.required(name)), ...this.many(name, make)];
  }

  sequence(name: string): Sequence {
    return new Sequence(this.required(name), this.code);
  }

  text(name: string): string {
    return this.textOf(this.required(name));
  }

  optionalText(name: string): string | undefined {
    const found = this.optional(name);
    return found === undefined ? undefined : this.textOf(found);
  }

  /** Text that names something and so may not be empty. */
  name(name: string): string {
    const text = this.text(name);
    if (text === '') throw this.malformed(`has an empty ${name}`);
    return text;
  }

  bytes(name: string): Buffer {
    return this.bytesOf(this.required(name));
  }

  optionalBytes(name: string): Buffer | undefined {
    const found = this.optional(name);
    return found === undefined ? undefined : this.bytesOf(found);
  }

  manyBytes(name: string): Buffer[] {
    return this.many(name, (element) => this.bytesOf(element));
  }

  integer(name: string): number {
    return this.parsed(this.required(name), parseInteger, 'a whole number');
  }

  boolean(name: string): boolean {
    return this.parsed(this.required(name), parseBoolean, 'true or false');
  }

  optionalBoolean(name: string): boolean | undefined {
    const found = this.optional(name);
    return found === undefined ? undefined : this.parsed(found, parseBoolean, 'true or false');
  }

  optionalChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const found = this.optional(name);
    if (found === undefined) return undefined;
    return this.parsed(found, (text) => choices.find((choice) => choice === text), `one of ${choices.join(', ')}`);
  }

  /** After the last known child: nothing may follow, unless the schema leaves the place open (`xs:any`). */
  end(open = false): void {
    for (let next = this.peek(); next !== undefined; next = this.peek()) {
      if (!open) throw this.malformed(`has ${next.name} where it should end`);
      this.take();
    }
    this.requireNoText();
  }

  bytesOf(element: XmlElement): Buffer {
    return this.parsed(element, parseBase64, 'base64');
  }

  textOf(element: XmlElement): string {
    const inner = element.children[0];
    if (inner !== undefined) throw this.malformed(`has ${inner.name} inside ${element.name}, which holds text only`);
    return element.text;
  }

  /** The attribute of type `xs:ID`, where there is one. */
  get id(): string | undefined {
    return attributeOf(this.element, 'id')?.trim();
  }

  malformed(what: string) {
    return drumError(this.code, `Element ${this.element.name} ${what}`);
  }

  private requireNoText(): void {
    if (this.element.hasOwnText) throw this.malformed('has text between its elements');
  }

  private peek(): XmlElement | undefined {
    if (this.children !== undefined) return this.children[this.at];
    this.ahead ??= 'next' in this.element ? this.element.next() : undefined;
    return this.ahead;
  }

  private take(): void {
    this.at += 1;
    this.ahead = undefined;
  }

  private parsed<T>(element: XmlElement, parse: (text: string) => T | undefined, what: string): T {
    const value = parse(this.textOf(element));
    if (value === undefined) throw this.malformed(`has a ${element.name} that is not ${what}`);
    return value;
  }
}
