import type { ErrorEntry } from './entry.ts';

/**
 * What a register of ours refuses. These are a provider's answers, not X-Road's: they stand behind the prefix `register`
 * and pass through the security servers unchanged.
 */
export const REGISTER = {
  query_context_missing: {
    side: 'client',
    en: 'The query does not say in which case, for what purpose, on what legal basis or on whose behalf it is made.',
    bg: 'Справката не посочва по коя преписка, с каква цел, на какво основание или от чие име се прави.',
    next: {
      en: 'Send the headers listed in `missing`; the register’s description (/openapi.json) shows each with an example.',
      bg: 'Изпратете заглавните полета, изброени в `missing`; описанието на регистъра (/openapi.json) дава пример за всяко.',
    },
  },
  query_context_malformed: {
    side: 'client',
    en: 'A header that explains the query cannot be read: wrong encoding, too long, or a purpose that is not on the list.',
    bg: 'Заглавно поле, което обяснява справката, не може да бъде разчетено: кодирането е грешно, твърде дълго е или целта не е от списъка.',
    next: {
      en: 'Correct the header that the message names: UTF-8, percent-encoded outside ASCII, and a % itself as %25.',
      bg: 'Поправете посоченото поле: UTF-8 с процентно кодиране извън ASCII, а самият знак % като %25.',
    },
  },
  legal_basis_not_approved: {
    side: 'client',
    en: 'The legal basis of the query is not among those approved for this operation.',
    bg: 'Правното основание на справката не е сред одобрените за тази операция.',
    next: {
      en: 'Choose a basis from `approved`, or ask the owner of the register to approve yours.',
      bg: 'Изберете основание от `approved` или поискайте от собственика на регистъра да одобри вашето.',
    },
  },
  invalid_identifier: {
    side: 'client',
    en: 'The personal identifier cannot exist: its length, date or check digit is wrong for its type.',
    bg: 'Такъв личен идентификатор не може да съществува: дължината, датата или контролната цифра е грешна за вида му.',
    next: {
      en: 'Correct the number or its type (EGN or LNCh) and ask again.',
      bg: 'Поправете номера или вида му (EGN или LNCh) и попитайте отново.',
    },
  },
  invalid_json: {
    side: 'client',
    en: 'The body of the query is not one JSON object in UTF-8, or says the same field twice.',
    bg: 'Тялото на справката не е един JSON обект в UTF-8 или повтаря поле.',
    next: {
      en: 'Send one object, such as {"identifierType": "EGN", "identifier": "…"}, with each field once.',
      bg: 'Изпратете един обект, например {"identifierType": "EGN", "identifier": "…"}, с всяко поле по веднъж.',
    },
  },
  invalid_field: {
    side: 'client',
    en: 'A field of the query is missing, unknown, or breaks its rule.',
    bg: 'Поле на справката липсва, непознато е или нарушава правилото си.',
    next: {
      en: 'Correct the fields listed in `fields`, each with the rule that it breaks.',
      bg: 'Поправете полетата, изброени във `fields`: до всяко стои нарушеното правило.',
    },
  },
  body_too_large: {
    side: 'client',
    en: 'The body of the query is larger than the register reads.',
    bg: 'Тялото на справката е по-голямо от това, което регистърът чете.',
    next: {
      en: 'Send only the fields of the operation; the limit stands in the message.',
      bg: 'Изпратете само полетата на операцията; границата е в съобщението.',
    },
  },
  unsupported_media_type: {
    side: 'client',
    en: 'The body of the query is not declared as uncompressed JSON in UTF-8.',
    bg: 'Тялото на справката не е обявено като некомпресиран JSON в UTF-8.',
    next: {
      en: 'Send Content-Type: application/json, with no Content-Encoding.',
      bg: 'Изпратете Content-Type: application/json без Content-Encoding.',
    },
  },
  method_not_allowed: {
    side: 'client',
    en: 'This address of the register is not called with this method.',
    bg: 'Този адрес на регистъра не се извиква с този метод.',
    next: {
      en: 'Use a method from the Allow header; queries about persons are POST, so that no identifier stands in an address.',
      bg: 'Използвайте метод от полето Allow; справките за лица са POST, за да няма идентификатори в адреси.',
    },
  },
  request_timeout: {
    side: 'client',
    en: 'The query did not arrive in full within the time that the register waits.',
    bg: 'Справката не пристигна изцяло за времето, през което регистърът чака.',
    next: {
      en: 'Send the query again; if it happens often, look at the network between the security server and the register.',
      bg: 'Изпратете справката отново; ако се случва често, проверете мрежата между сървъра за сигурност и регистъра.',
    },
  },
  access_journal_unavailable: {
    side: 'provider',
    en: 'The register could not write the query into its access journal, and gives no data without a record.',
    bg: 'Регистърът не можа да запише справката в журнала за достъп, а без запис не дава данни.',
    next: {
      en: 'Tell the operator of the register: the disk of the journal is full, read-only or failing.',
      bg: 'Уведомете оператора на регистъра: дискът на журнала е пълен, само за четене или повреден.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
