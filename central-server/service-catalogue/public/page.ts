import { createHash } from 'node:crypto';
import type { CatalogueTables } from '../../catalogue/schema.ts';
import type { Page } from '../../membership/page.ts';
import type { CataloguedMember, CataloguedService, CataloguedSubsystem } from '../model.ts';
import { descriptionIn } from '../reading.ts';
import { Html, html } from './html.ts';
import { WORDS, type Language, type Words } from './words.ts';

export interface Shown {
  readonly language: Language;
  readonly instance: string;
  readonly query: string;
  readonly memberClass: string;
  readonly classes: readonly Pick<CatalogueTables['member_class'], 'code' | 'description'>[];
  readonly page: Page<CataloguedMember>;
  readonly offset: number;
  readonly size: number;
  readonly legalBases: ReadonlyMap<string, Pick<CatalogueTables['legal_basis'], 'act' | 'article'>>;
}

/** Without letters, pictures or programs of others: the page is whole as it comes. */
const STYLE = `
:root { color-scheme: light dark; --text: #16202c; --quiet: #4a5768; --line: #d9dee5; --link: #0b4f8a; --ground: #f5f6f8; --sheet: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8ecf1; --quiet: #a9b4c2; --line: #323b48; --link: #86bdf0; --ground: #11151b; --sheet: #1a2029; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 960px; margin: 0 auto; padding: 16px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0; }
h2 { font-size: 20px; margin: 0 0 4px; }
h3 { font-size: 17px; margin: 12px 0 4px; }
a { color: var(--link); }
p, dl, ul, pre { margin: 4px 0; }
form { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; margin-top: 12px; }
label { display: grid; gap: 2px; font-size: 14px; color: var(--quiet); flex: 1 1 240px; }
input, select, button { font: inherit; min-height: 44px; padding: 6px 12px; border: 1px solid #78838f; border-radius: 6px; background: var(--sheet); color: var(--text); min-width: 0; }
button { background: var(--link); border-color: var(--link); color: var(--sheet); font-weight: 600; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
article { background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; padding: 16px; margin: 16px 0; }
details { border-top: 1px solid var(--line); padding: 4px 0; }
summary { cursor: pointer; min-height: 32px; padding: 4px 0; }
summary span { color: var(--quiet); }
dt { font-size: 14px; color: var(--quiet); margin-top: 8px; }
dd { margin: 0; }
.said { white-space: pre-line; }
code, pre { font-family: ui-monospace, monospace; font-size: 14px; }
pre { white-space: pre-wrap; border: 1px solid var(--line); border-radius: 6px; padding: 8px; }
.quiet { color: var(--quiet); font-size: 14px; }
.top, nav { display: flex; flex-wrap: wrap; gap: 16px; align-items: baseline; justify-content: space-between; }
@media print {
  body { background: #fff; color: #000; }
  form, nav, .language, footer { display: none; }
  article { break-inside: avoid; border-color: #999; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
}
`;

/** What stands in it is ours: the one text that is put in as it is. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** Nothing but this style may take effect, and the form leads here alone. */
export const CONTENT_POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function catalogueHtml(shown: Shown): string {
  const { language, instance, page } = shown;
  const words = WORDS[language];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${words.title} – ${instance}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <div class="top">
            <h1>${words.title} – ${instance}</h1>
            <a
              class="language"
              lang="${language === 'bg' ? 'en' : 'bg'}"
              href="${addressOf(shown, { language: language === 'bg' ? 'en' : 'bg' })}"
              >${words.other}</a
            >
          </div>
          <p>${words.intro}</p>
          ${formOf(shown, words)}
        </header>
        <main>
          <p role="status">${words.found}: ${page.totalItems}</p>
          ${page.items.length === 0 && html`<p>${words.nothing}</p>`}
          ${page.items.map((member) => memberHtml(member, shown))} ${pagesOf(shown, words)}
        </main>
        <footer>
          <p><a href="/catalogue.json">${words.data}</a></p>
        </footer>
      </body>
    </html> `.text;
}

const formOf = ({ language, query, memberClass, classes }: Shown, words: Words): Html =>
  html`<form action="/catalogue">
    <input type="hidden" name="lang" value="${language}" />
    <label>${words.searchLabel}<input type="search" name="q" value="${query}" maxlength="255" /></label>
    <label
      >${words.memberClass}<select name="class">
        <option value="">${words.all}</option>
        ${classes.map(
          ({ code, description }) =>
            html`<option value="${code}" ${code === memberClass && html` selected`}>${code} – ${description}</option>`,
        )}
      </select></label
    >
    <button>${words.search}</button>
  </form>`;

const memberHtml = ({ name, memberClass, memberCode, subsystems }: CataloguedMember, shown: Shown): Html =>
  html`<article>
    <h2>${name}</h2>
    <p class="quiet"><code>${memberClass}/${memberCode}</code></p>
    ${subsystems.map((subsystem) => subsystemHtml(subsystem, shown))}
  </article>`;

const subsystemHtml = (subsystem: CataloguedSubsystem, shown: Shown): Html =>
  html`<h3>${subsystem.name ?? subsystem.id.subsystemCode}</h3>
    <p class="quiet"><code>${subsystem.id.subsystemCode}</code> · ${answersOf(subsystem, WORDS[shown.language])}</p>
    ${subsystem.services.map((service) => serviceHtml(service, shown))}`;

function answersOf({ asked }: CataloguedSubsystem, words: Words): string {
  if (asked === undefined || asked.asked === 0) return words.notAsked;
  const percent = Math.floor((asked.answered * 100) / asked.asked);
  return `${words.availability}: ${percent} % ${words.ofAsked}`;
}

function serviceHtml(service: CataloguedService, shown: Shown): Html {
  const { language, legalBases } = shown;
  const words = WORDS[language];
  const { serviceCode, serviceVersion, type, title, operations, own } = service;
  const name = serviceVersion === undefined ? serviceCode : `${serviceCode}/${serviceVersion}`;
  const contact = own.contact ?? service.contact;
  const sample = own.sample ?? service.sample;
  const day = service.firstSeenAt.toISOString().slice(0, 10);
  return html`<details>
    <summary>
      <strong>${title ?? name}</strong> <span><code>${name}</code> · ${type}</span>
    </summary>
    <p class="said">${descriptionIn(service, language)}</p>
    <dl>
      ${
        own.legalBases.length > 0 &&
        html`<dt>${words.legalBases}</dt>
          <dd>${own.legalBases.map((id) => basisHtml(id, legalBases.get(id)))}</dd>`
      }
      ${
        contact !== undefined &&
        html`<dt>${words.contact}</dt>
          <dd class="said">${contact}</dd>`
      }
      ${
        operations.length > 0 &&
        html`<dt>${words.operations}</dt>
          <dd>
            <ul>
              ${operations.map(({ name: called, summary }) => html`<li><code>${called}</code> ${summary}</li>`)}
            </ul>
          </dd>`
      }
      ${
        sample !== undefined &&
        html`<dt>${words.sample}</dt>
          <dd><pre>${sample}</pre></dd>`
      }
      <dt>${words.since}</dt>
      <dd><time datetime="${day}">${day}</time></dd>
    </dl>
  </details>`;
}

const basisHtml = (id: string, basis: Pick<CatalogueTables['legal_basis'], 'act' | 'article'> | undefined): Html =>
  html`<div>${basis === undefined ? id : `${basis.act}, ${basis.article}`}</div>`;

function pagesOf(shown: Shown, words: Words): Html {
  const { page, offset, size } = shown;
  const last = Math.ceil(page.totalItems / size) - 1;
  if (last <= 0) return html``;
  return html`<nav aria-label="${words.page}">
    ${offset > 0 && html`<a rel="prev" href="${addressOf(shown, { offset: offset - 1 })}">${words.previous}</a>`}
    <span>${words.page} ${offset + 1} / ${last + 1}</span>
    ${offset < last && html`<a rel="next" href="${addressOf(shown, { offset: offset + 1 })}">${words.next}</a>`}
  </nav>`;
}

function addressOf(shown: Shown, other: { readonly language?: Language; readonly offset?: number }): string {
  const { language, query, memberClass, offset } = { ...shown, ...other };
  const parameters = new URLSearchParams({
    lang: language,
    ...(query === '' ? {} : { q: query }),
    ...(memberClass === '' ? {} : { class: memberClass }),
    ...(offset === 0 ? {} : { page: String(offset + 1) }),
  });
  return `/catalogue?${parameters.toString()}`;
}
