/** The shape of a language's texts: each key of the first language, with words of its own. */
export type Like<Texts> = { readonly [Key in keyof Texts]: string };
