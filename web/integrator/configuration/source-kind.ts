/** Which of the two configurations. */
export type SourceKind = 'INTERNAL' | 'EXTERNAL';
