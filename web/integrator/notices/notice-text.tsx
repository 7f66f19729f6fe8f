import type { ReactNode } from 'react';
import { eventPath, requestPath, serverPath } from '../../api/paths.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { CodeWords } from '../../design/code-words.tsx';
import { PlaceLink } from '../../design/places.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { Notice } from './notice.ts';

/** What a notice says; whatever it names leads to its page. */
export function NoticeText({ notice: { pieces } }: { readonly notice: Pick<Notice, 'pieces'> }) {
  const { language } = useTexts();
  // A piece is told from others by its place alone.
  return pieces[language].map((piece, at) => <span key={at}>{shownPiece(piece)}</span>);
}

function shownPiece({ words, time, code, server, request, event }: Schemas['Piece']): ReactNode {
  if (time !== undefined) return <Time at={time} relative />;
  if (code !== undefined) return <CodeWords code={code} />;
  if (server !== undefined) {
    return (
      <PlaceLink to={serverPath(server)}>
        <code>{server}</code>
      </PlaceLink>
    );
  }
  if (request !== undefined) return <PlaceLink to={requestPath(request)}>{request}</PlaceLink>;
  if (event !== undefined) return <PlaceLink to={eventPath(event)}>{event}</PlaceLink>;
  return words;
}
