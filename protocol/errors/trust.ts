import type { ErrorEntry } from './entry.ts';

export const TRUST = {
  ssl_authentication_failed: {
    side: 'client',
    sideBehind: { serverproxy: 'other-server' },
    en: 'The TLS connection does not prove that the caller, or the other server, is who it says it is.',
    bg: 'TLS връзката не доказва, че извикващият или другият сървър е този, за когото се представя.',
    next: {
      en: 'Client systems: use the connection type and certificate registered for your subsystem. Servers: see that the authentication certificate is registered and not revoked.',
      bg: 'Клиентски системи: използвайте вида връзка и сертификата, регистрирани за подсистемата. Сървъри: проверете дали сертификатът за автентикация е регистриран и не е прекратен.',
    },
  },
  cannot_create_signature: {
    side: 'this-server',
    en: 'This server could not sign the message.',
    bg: 'Този сървър не можа да подпише съобщението.',
    next: {
      en: 'Check that the signer runs, that its token is logged in, and that the member has an active signing certificate with a good OCSP response.',
      bg: 'Проверете дали подписващата програма работи, дали токенът е отключен и дали участникът има активен сертификат за подпис с положителен отговор от OCSP.',
    },
  },
  cert_validation: {
    side: 'other-server',
    en: 'A certificate is not valid at the time of use, or its chain or status does not hold.',
    bg: 'Сертификат не е валиден към момента на използване или веригата или статусът му не издържа проверката.',
    next: {
      en: 'The owner of the certificate renews it or replaces it; check the clocks of both machines first.',
      bg: 'Притежателят трябва да поднови или смени сертификата; първо проверете часовниците на двете машини.',
    },
  },
  incorrect_validation_info: {
    side: 'trust-service',
    en: 'The OCSP response about a certificate is missing, too old, not properly signed, or says that the certificate is not good.',
    bg: 'Отговорът от OCSP за сертификат липсва, твърде стар е, не е подписан както трябва или не потвърждава сертификата.',
    next: {
      en: 'If the certificate is revoked, replace it; else check that the responder can be reached and that the clocks are right.',
      bg: 'Ако сертификатът е прекратен, сменете го; иначе проверете дали OCSP услугата е достъпна и дали часовниците са сверени.',
    },
  },
  cannot_create_cert_path: {
    side: 'other-server',
    en: 'No chain leads from the certificate to an approved certification authority.',
    bg: 'Няма верига от сертификата до одобрен удостоверяващ орган.',
    next: {
      en: 'Use a certificate of an authority in the trust list of the instance, with its intermediate certificates.',
      bg: 'Използвайте сертификат от удостоверяващ орган в доверителния списък на мрежата, заедно с междинните му сертификати.',
    },
    cases: {
      outside_validity: {
        en: 'A certificate was not valid at the time that it was judged for.',
        bg: 'Сертификат не е бил валиден към момента, за който се проверява.',
        next: {
          en: 'Compare that time with the dates in the message: evidence is judged for the time of its time-stamp; a message on its way needs a renewed certificate or right clocks.',
          bg: 'Сравнете момента с датите в съобщението: доказателство се проверява към времето на времевия си печат; за съобщение по пътя е нужен подновен сертификат или сверени часовници.',
        },
      },
    },
  },
  invalid_cert_path: {
    side: 'other-server',
    en: 'The chain of a certificate was found, but a link of it does not hold.',
    bg: 'Веригата на сертификата е намерена, но някое нейно звено не издържа проверката.',
    next: {
      en: 'The part of the code after invalid_cert_path says which rule broke; the owner of the certificate has it corrected.',
      bg: 'Частта от кода след invalid_cert_path показва нарушеното правило; притежателят на сертификата трябва да го отстрани.',
    },
  },
  incorrect_certificate: {
    side: 'other-server',
    en: 'A certificate cannot be read, or it is not one for this purpose or this member.',
    bg: 'Сертификат не може да бъде разчетен или не е за тази цел или този участник.',
    next: {
      en: 'Check the profile of the certificate: key usage, and the member identifier in its subject.',
      bg: 'Проверете профила на сертификата: предназначението на ключа и идентификатора на участника в полето за титуляря.',
    },
  },
  invalid_signature_value: {
    side: 'other-server',
    en: 'The signature does not match: what was signed has been changed, or another key signed it.',
    bg: 'Подписът не съвпада: подписаното е променено или е подписано с друг ключ.',
    next: {
      en: 'Do not trust the content. Get it again from its source; if it persists, report it as a security incident.',
      bg: 'Не се доверявайте на съдържанието. Вземете го отново от източника; ако се повтори, докладвайте за инцидент, свързан със сигурността.',
    },
  },
  malformed_signature: {
    side: 'other-server',
    en: 'The signature document or a time-stamp in it does not have the form that the standard prescribes.',
    bg: 'Подписът или времеви печат в него няма вида, който стандартът изисква.',
    next: {
      en: 'Keep the file for the analysis and ask the signer’s operator which software made it.',
      bg: 'Запазете файла за анализ и попитайте оператора на подписалата страна с какъв софтуер е създаден.',
    },
  },
  invalid_reference: {
    side: 'other-server',
    en: 'The signature refers to something that is not there, or does not refer to something that it must cover.',
    bg: 'Подписът сочи към нещо, което липсва, или не обхваща нещо, което е длъжен да обхваща.',
    next: {
      en: 'Treat what is not covered as unsigned; get the message or the container anew from its source.',
      bg: 'Смятайте необхванатото за неподписано; вземете съобщението или контейнера отново от източника.',
    },
  },
  signature_verification: {
    side: 'other-server',
    en: 'The signature of the message was not accepted; the rest of the code says why.',
    bg: 'Подписът на съобщението не беше приет; останалата част от кода показва защо.',
    next: {
      en: 'Go by the code after signature_verification.',
      bg: 'Вижте кода след signature_verification.',
    },
  },
  invalid_hash_chain: {
    side: 'other-server',
    en: 'The hashes of the chain do not lead to the result that was signed.',
    bg: 'Хешовете от веригата не водят до подписания резултат.',
    next: {
      en: 'Do not trust the content: the message, an attachment or the chain has been changed.',
      bg: 'Не се доверявайте на съдържанието: съобщението, приложение или веригата е променено.',
    },
  },
  malformed_hash_chain: {
    side: 'other-server',
    en: 'The hash chain or its result is not a document of the prescribed form.',
    bg: 'Веригата от хешове или резултатът ѝ не е документ в предписания вид.',
    next: {
      en: 'Get the message or the container anew; if it persists, tell the operator of the signing server.',
      bg: 'Вземете съобщението или контейнера отново; ако се повтори, уведомете оператора на подписалия сървър.',
    },
  },
  hashchain_unused_inputs: {
    side: 'other-server',
    en: 'A part of the message is not covered by the hash chain, so nobody has signed it.',
    bg: 'Част от съобщението не е обхваната от веригата от хешове и никой не я е подписал.',
    next: {
      en: 'Do not use the parts that the message names; they may have been added on the way.',
      bg: 'Не използвайте посочените части; възможно е да са добавени по пътя.',
    },
  },
  invalid_hash_chain_ref: {
    side: 'other-server',
    en: 'A part was changed after it was signed, or the hash chain refers to a step or a part that is not there.',
    bg: 'Част от съобщението е променена след подписването или веригата от хешове сочи към стъпка или част, която липсва.',
    next: {
      en: 'Do not trust the content. Get it anew from the server that keeps it; if it persists, tell its operator.',
      bg: 'Не се доверявайте на съдържанието. Вземете го отново от сървъра, който го пази; ако се повтори, уведомете оператора му.',
    },
  },
  missing_signature: {
    side: 'other-server',
    en: 'The message came without a signature.',
    bg: 'Съобщението пристигна без подпис.',
    next: {
      en: 'Nothing of it has been used; the operator of the sending server looks for the reason in its log.',
      bg: 'Нищо от него не е използвано; операторът на изпращащия сървър трябва да потърси причината в журнала си.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
