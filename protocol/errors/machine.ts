import type { ErrorEntry } from './entry.ts';

/** What a program finds on its own machine: files, folders, ports and other processes. These codes are ours, not X-Road's. */
export const MACHINE = {
  file_not_found: {
    side: 'operator',
    en: 'A file or folder that was named does not exist.',
    bg: 'Посочен файл или папка не съществува.',
    next: {
      en: 'Correct the path, or put there what is missing; a path inside a YAML starts from the folder of that YAML.',
      bg: 'Поправете пътя или поставете липсващото там; пътищата в YAML файл започват от неговата папка.',
    },
  },
  archive_transfer_failed: {
    side: 'operator',
    en: 'Archives of the message log could not be brought to where they are kept. They are still here.',
    bg: 'Архивите на журнала на съобщенията не бяха прехвърлени до мястото за съхранение. Те все още са тук.',
    next: {
      en: 'The message says what went wrong. Mend it: all archives that are here are transferred after the next archiving.',
      bg: 'Съобщението посочва причината. Отстранете я: всички налични архиви се прехвърлят след следващото архивиране.',
    },
  },
  openpgp_failed: {
    side: 'operator',
    en: 'GnuPG could not encrypt, sign or decrypt.',
    bg: 'GnuPG не успя да криптира, подпише или декриптира.',
    next: {
      en: 'The message says what gpg said. Check that gpg is installed, its home folder, and that the keys named are in it and valid.',
      bg: 'Съобщението съдържа отговора на gpg. Проверете дали gpg е инсталиран, папката му и дали посочените ключове са в нея и са валидни.',
    },
  },
  log_key_not_found: {
    side: 'operator',
    en: 'Records of the message log are encrypted with a key that the keystore does not have.',
    bg: 'Записи в журнала на съобщенията са криптирани с ключ, който липсва в хранилището за ключове.',
    next: {
      en: 'Restore the keystore of the message log with all its keys: one that has been replaced is still needed for older records.',
      bg: 'Възстановете хранилището за ключове на журнала с всичките му ключове: заменен ключ е нужен за по-старите записи.',
    },
  },
  file_not_usable: {
    side: 'operator',
    en: 'A file or folder that was named is there, but it is of another kind, or this program has no right to it.',
    bg: 'Посочен файл или папка съществува, но е от друг вид или програмата няма право върху него.',
    next: {
      en: 'Name one of the kind that is needed, or give the user who runs the program the right to this one.',
      bg: 'Посочете такъв от нужния вид или дайте право върху този на потребителя, с който работи програмата.',
    },
  },
  data_in_use: {
    side: 'operator',
    en: 'Another process works with the same data, and two would undo each other’s changes.',
    bg: 'Друг процес работи със същите данни, а два биха разваляли взаимно промените си.',
    next: {
      en: 'Stop the other process first: most often it is the same program, started before. Else give this one a folder of its own.',
      bg: 'Първо спрете другия процес: най-често това е същата програма, пусната по-рано. Иначе дайте на тази собствена папка.',
    },
  },
  port_not_available: {
    side: 'operator',
    en: 'The program cannot listen at the address and port that are set for it.',
    bg: 'Програмата не може да слуша на зададените ѝ адрес и порт.',
    next: {
      en: 'If the port is in use, stop the program that has it (ss -ltnp names it); else set an address and port that this user may use.',
      bg: 'Ако портът е зает, спрете програмата, която го държи (ss -ltnp я показва); иначе задайте адрес и порт, които потребителят има право да ползва.',
    },
  },
  start_failed: {
    side: 'operator',
    en: 'A program of the sandbox did not come up.',
    bg: 'Програма от пробната среда не се пусна.',
    next: {
      en: 'Mend what the program said, which stands in the message; the whole of its log is in its folder.',
      bg: 'Отстранете причината, която програмата посочи в съобщението; целият ѝ журнал е в нейната папка.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
