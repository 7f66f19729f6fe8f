import type { ErrorEntry } from './entry.ts';

export const MESSAGE = {
  invalid_content_type: {
    side: 'client',
    sideBehind: { server: 'other-server' },
    en: 'The content type of the message is missing, malformed or not one that is carried.',
    bg: 'Видът на съдържанието (Content-Type) липсва, сгрешен е или не е сред поддържаните.',
    next: {
      en: 'Send SOAP as text/xml, application/xop+xml or multipart/related; between servers only multipart/mixed travels.',
      bg: 'Изпращайте SOAP като text/xml, application/xop+xml или multipart/related; между сървърите пътува само multipart/mixed.',
    },
  },
  invalid_soap_action: {
    side: 'client',
    en: 'The SOAPAction header is neither empty nor a URI in quotation marks.',
    bg: 'Полето SOAPAction не е нито празно, нито URI в кавички.',
    next: {
      en: 'Leave the header out, or write its value as a quoted URI.',
      bg: 'Пропуснете полето или запишете стойността му като URI в кавички.',
    },
  },
  invalid_http_method: {
    side: 'client',
    en: 'The HTTP method is not allowed at this address.',
    bg: 'HTTP методът не е позволен на този адрес.',
    next: {
      en: 'Use POST for SOAP and between servers; for REST one of the standard methods.',
      bg: 'Използвайте POST за SOAP и между сървърите, а за REST някой от стандартните методи.',
    },
  },
  invalid_message: {
    side: 'other-server',
    en: 'The message between the servers breaks the order or the form of its parts.',
    bg: 'Съобщението между сървърите нарушава реда или вида на своите части.',
    next: {
      en: 'Ask the operator of the sending server which version runs there; nothing of the message has been processed.',
      bg: 'Попитайте оператора на изпращащия сървър коя версия работи там; нищо от съобщението не е обработено.',
    },
  },
  invalid_security_server: {
    side: 'client',
    en: 'The request is addressed to another security server than the one that received it.',
    bg: 'Заявката е насочена към друг сървър за сигурност, а не към този, който я е получил.',
    next: {
      en: 'Correct X-Road-Security-Server (in SOAP: the securityServer header), or leave it out.',
      bg: 'Поправете X-Road-Security-Server (в SOAP: полето securityServer) или го пропуснете.',
    },
  },
  mime_parsing_failed: {
    side: 'client',
    en: 'The multipart message cannot be taken apart: a boundary, part header or transfer encoding is broken.',
    bg: 'Съставното (multipart) съобщение не може да бъде разделено: граница, заглавие на част или кодиране е повредено.',
    next: {
      en: 'Check that the boundary in Content-Type is the one in the body and that the body was sent to its end.',
      bg: 'Проверете дали границата в Content-Type е същата като в тялото и дали тялото е изпратено докрай.',
    },
  },
  missing_header: {
    side: 'client',
    en: 'The SOAP message has no header.',
    bg: 'SOAP съобщението няма заглавна част (Header).',
    next: {
      en: 'Add the header with client, service, id, userId and protocolVersion.',
      bg: 'Добавете заглавна част с client, service, id, userId и protocolVersion.',
    },
  },
  missing_header_field: {
    side: 'client',
    en: 'A field that the header must carry is not there.',
    bg: 'Липсва задължително поле от заглавната част.',
    next: {
      en: 'Add the field that the message names.',
      bg: 'Добавете полето, посочено в съобщението.',
    },
  },
  duplicate_header_field: {
    side: 'client',
    en: 'A header field that may stand once stands there several times.',
    bg: 'Заглавно поле, което може да се среща веднъж, се среща няколко пъти.',
    next: {
      en: 'Keep one of the fields with the name that the message gives.',
      bg: 'Оставете само едно от полетата с името, посочено в съобщението.',
    },
  },
  missing_body: {
    side: 'client',
    en: 'The SOAP message has no body, or its body is empty.',
    bg: 'SOAP съобщението няма тяло (Body) или тялото му е празно.',
    next: {
      en: 'Put the call of the service into the body.',
      bg: 'Поставете извикването на услугата в тялото.',
    },
  },
  invalid_body: {
    side: 'client',
    sideBehind: { clientproxy: 'provider' },
    en: 'The body of the message does not have the form that its service expects.',
    bg: 'Тялото на съобщението няма вида, който услугата очаква.',
    next: {
      en: 'Put exactly one element into the SOAP body, named after the service; do not send a fault as a request.',
      bg: 'Поставете в SOAP тялото точно един елемент с името на услугата; не изпращайте съобщение за грешка като заявка.',
    },
  },
  inconsistent_headers: {
    side: 'client',
    en: 'Two places of one message say different things about the same matter.',
    bg: 'Две места в едно съобщение казват различни неща за едно и също.',
    next: {
      en: 'Make the service code in the SOAP header and the name of the body element agree, and repeat no header with another value.',
      bg: 'Приведете кода в съответствие на услугата в SOAP заглавието с името на елемента в тялото и не повтаряйте поле с друга стойност.',
    },
  },
  inconsistent_response: {
    side: 'provider',
    en: 'The answer does not belong to the request: an identifier or the hash of the request differs.',
    bg: 'Отговорът не съответства на заявката: идентификатор или хешът на заявката е различен.',
    next: {
      en: 'Do not use the answer; the provider must return client, service and message id as they came (SOAP) and the server must hash the request it received.',
      bg: 'Не използвайте отговора; доставчикът трябва да върне клиента, услугата и номера на съобщението непроменени (SOAP), а сървърът да хешира получената заявка.',
    },
  },
  missing_soap: {
    side: 'other-server',
    en: 'A SOAP message was expected and none came.',
    bg: 'Очакваше се SOAP съобщение, но такова не пристигна.',
    next: {
      en: 'Look in the log of the sender for why it stopped before the SOAP part.',
      bg: 'Потърсете в журнала на изпращача защо е спрял преди SOAP частта.',
    },
  },
  invalid_soap: {
    side: 'client',
    en: 'The document is XML, but not a SOAP message of the exchange protocol.',
    bg: 'Документът е XML, но не е SOAP съобщение по протокола за обмен.',
    next: {
      en: 'Validate the message against the SOAP 1.1 envelope and the headers of the message protocol.',
      bg: 'Проверете съобщението спрямо обвивката на SOAP 1.1 и заглавните полета на протокола за съобщения.',
    },
  },
  missing_rest: {
    side: 'other-server',
    en: 'A REST message was expected and none came.',
    bg: 'Очакваше се REST съобщение, но такова не пристигна.',
    next: {
      en: 'Look in the log of the sender for why it stopped before the REST part.',
      bg: 'Потърсете в журнала на изпращача защо е спрял преди REST частта.',
    },
  },
  invalid_protocol_version: {
    side: 'client',
    en: 'The protocol version in the message is not one that this server speaks.',
    bg: 'Версията на протокола в съобщението не е от тези, които сървърът поддържа.',
    next: {
      en: 'Use protocol version 4.x in SOAP headers, and paths that begin with /r1/ for REST.',
      bg: 'Използвайте версия 4.x в SOAP заглавията и пътища, започващи с /r1/, за REST.',
    },
  },
  invalid_client_identifier: {
    side: 'client',
    en: 'The identifier of the client is not a member or subsystem identifier.',
    bg: 'Идентификаторът на клиента не е идентификатор на участник или подсистема.',
    next: {
      en: 'Write it as INSTANCE/CLASS/MEMBER/SUBSYSTEM, each part percent-encoded where needed.',
      bg: 'Запишете го като МРЕЖА/КЛАС/УЧАСТНИК/ПОДСИСТЕМА, всяка част с процентно кодиране, където е нужно.',
    },
  },
  service_type: {
    side: 'client',
    en: 'The service exists, but it is of the other kind: REST was used for a SOAP service, or SOAP for a REST one.',
    bg: 'Услугата съществува, но е от другия вид: използван е REST за SOAP услуга или SOAP за REST услуга.',
    next: {
      en: 'Ask the list of services of the provider for the kind, and call it that way.',
      bg: 'Вижте вида в списъка с услуги на доставчика и я извикайте по съответния начин.',
    },
  },
  client_proxy_version_not_supported: {
    side: 'other-server',
    en: 'The software of the calling security server is older than this server accepts.',
    bg: 'Софтуерът на извикващия сървър за сигурност е по-стар от версиите, които този сървър приема.',
    next: {
      en: 'Upgrade the calling server, or agree with the provider on a lower minimum version.',
      bg: 'Обновете извикващия сървър или договорете с доставчика по-ниска минимална версия.',
    },
  },
  invalid_xml: {
    side: 'client',
    en: 'The document is not well-formed XML, is not valid against its schema, or exceeds what is allowed to be parsed.',
    bg: 'Документът не е правилно съставен XML, не отговаря на схемата си или надхвърля допустимото за разчитане.',
    next: {
      en: 'Check the document with an XML validator; document type declarations are refused always.',
      bg: 'Проверете документа с валидатор за XML; декларации за тип на документа (DOCTYPE) не се приемат никога.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
