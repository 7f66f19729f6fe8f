import type { Paths } from './definitions/all.d.ts';
import { Problem, problemIn, type OwnCode } from './problem.ts';
import { filled, requestOf, type ApiRequest, type CallInput, type FormFields } from './request.ts';
import { session } from './session.ts';
import { waiting } from './waiting.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type PathsWith<M extends Method> = {
  [P in keyof Paths]: Paths[P] extends Readonly<Record<M, { readonly responses: unknown }>> ? P : never;
}[keyof Paths] &
  string;
type OperationOf<P extends keyof Paths, M extends Method> = Paths[P] extends Readonly<Record<M, infer O>> ? O : never;
type Json<Content> = Content extends { readonly content: { readonly 'application/json': infer Body } }
  ? Body
  : undefined;
type Part<O, Name extends string> = O extends { readonly parameters: Readonly<Record<Name, infer Value>> }
  ? Readonly<Record<Name, Value>>
  : O extends { readonly parameters: Readonly<Partial<Record<Name, infer Value>>> }
    ? [Value] extends [undefined]
      ? unknown
      : Readonly<Partial<Record<Name, Value>>>
    : unknown;
type BodyPart<O> = O extends { readonly requestBody: infer Body }
  ? { readonly body: Json<Body> }
  : O extends { readonly requestBody?: infer Body }
    ? [Body] extends [undefined]
      ? unknown
      : { readonly body: Json<Exclude<Body, undefined>> }
    : unknown;
/** What an operation takes, by its definition. */
export type InputOf<P extends keyof Paths, M extends Method> = Part<OperationOf<P, M>, 'path'> &
  Part<OperationOf<P, M>, 'query'> &
  BodyPart<OperationOf<P, M>>;
type ResponsesOf<P extends keyof Paths, M extends Method> =
  OperationOf<P, M> extends { readonly responses: infer Responses } ? Responses : never;
/** What it answers. */
export type AnswerOf<P extends keyof Paths, M extends Method> =
  ResponsesOf<P, M> extends infer R
    ? { [S in keyof R & (200 | 201 | 202 | 204)]: Json<R[S]> }[keyof R & (200 | 201 | 202 | 204)]
    : never;

/** A call that is described and not yet made. */
export interface Call<Answer = unknown> {
  readonly request: ApiRequest;
  readonly answer?: Answer;
}

/** Describes a call by path and method of the definition. */
export const call = <M extends Method, P extends PathsWith<M>>(
  method: M,
  path: P,
  input: InputOf<P, M>,
): Call<AnswerOf<P, M>> => ({ request: requestOf(method, path, input as CallInput) });

type InputWithoutBody<P extends keyof Paths, M extends Method> = Part<OperationOf<P, M>, 'path'> &
  Part<OperationOf<P, M>, 'query'>;

/** Describes a call that sends a form with texts and files. */
export const upload = <M extends Method, P extends PathsWith<M>>(
  method: M,
  path: P,
  input: InputWithoutBody<P, M>,
  form: FormFields,
): Call<AnswerOf<P, M>> => ({ request: { ...requestOf(method, path, input as CallInput), form } });

/** The same call, for the state that was shown: `etag` is that of the answer. */
export const seen = <Answer>(described: Call<Answer>, etag: string | undefined): Call<Answer> =>
  etag === undefined ? described : { request: { ...described.request, ifMatch: etag } };

/**
 * Makes a call and resolves to what it answers. Where the session is over, what only reads waits until somebody has signed in, and what
 * changes something is a problem: another may sit there now. Throws `Problem`.
 */
export async function make<Answer>(described: Call<Answer>, signal?: AbortSignal): Promise<Answer> {
  return (await read(described, signal)).body;
}

/** The same with the object's ETag, where it has one. Throws `Problem`. */
export async function read<Answer>(
  described: Call<Answer>,
  signal?: AbortSignal,
): Promise<{ readonly body: Answer; readonly etag: string | undefined }> {
  const answer = await answered(described, signal);
  return { body: (await bodyOf(answer)) as Answer, etag: answer.headers.get('etag') ?? undefined };
}

/** Makes a call that answers with a file. Throws `Problem`. */
export async function download(described: Call): Promise<{ readonly name: string; readonly content: Blob }> {
  const answer = await answered(described);
  return { name: fileNameIn(answer.headers.get('content-disposition') ?? ''), content: await answer.blob() };
}

/** RFC 6266: the name as it is in UTF-8 goes before the one that is not. */
function fileNameIn(disposition: string): string {
  const inUtf8 = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return inUtf8 === undefined ? (/filename="?([^";]+)"?/.exec(disposition)?.[1] ?? 'file') : decodeURIComponent(inUtf8);
}

async function answered({ request }: Call, signal?: AbortSignal): Promise<Response> {
  for (;;) {
    const answer = await send(request, signal);
    if (answer.ok) return answer;
    const problem = problemIn(answer, await bodyOf(answer));
    if (answer.status === 429) await waiting.pause(signal);
    else if (answer.status === 401 && request.method === 'GET') await session.signedInAgain(signal);
    else {
      if (answer.status === 401) session.isOver();
      throw problem;
    }
  }
}

export const send = (request: ApiRequest, signal?: AbortSignal): Promise<Response> =>
  fetched(request.url, {
    method: request.method,
    headers: {
      'x-xsrf-token': cookie('XSRF-TOKEN'),
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request.ifMatch === undefined ? {} : { 'if-match': request.ifMatch }),
    },
    ...(request.form === undefined ? {} : { body: formOf(request.form) }),
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(signal === undefined ? {} : { signal }),
  });

/** The browser says itself where its parts end. */
function formOf(fields: FormFields): FormData {
  const form = new FormData();
  for (const [name, value] of filled(fields)) form.append(name, value);
  return form;
}

/** Signs in by the form that scripts use too. Throws `Problem`. */
export async function logIn(username: string, password: string): Promise<void> {
  const answer = await fetched('/login', { method: 'POST', body: new URLSearchParams({ username, password }) });
  if (!answer.ok) throw problemIn(answer, await bodyOf(answer));
}

export async function logOut(): Promise<void> {
  await send({ method: 'POST', url: '/logout' });
}

async function fetched(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem({ status: 0, code: 'server_unreachable' satisfies OwnCode });
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((each) => each.startsWith(`${name}=`));
  return found === undefined ? '' : decodeURIComponent(found.slice(name.length + 1));
}
