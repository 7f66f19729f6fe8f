import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Judges every container of a folder by the certificates of another one, offline. One line each, in columns: the file, the
 * indication and what it rests on, the form, whether the signed bytes and the value of the signature hold, how many of its
 * time-stamps hold, and the messages.
 */
public final class Judge {
  private Judge() {}

  public static void main(String[] arguments) {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    for (File file : sorted(arguments[1])) {
      CertificateToken certificate = DSSUtils.loadCertificate(file);
      trusted.addCertificate(certificate);
    }
    for (File file : sorted(arguments[0])) {
      System.out.println(verdict(file, trusted));
    }
  }

  private static File[] sorted(String folder) {
    File[] files = new File(folder).listFiles();
    Arrays.sort(files);
    return files;
  }

  private static String verdict(File file, CommonTrustedCertificateSource trusted) {
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
    validator.setCertificateVerifier(verifier);
    Reports reports = validator.validateDocument();
    SimpleReport simple = reports.getSimpleReport();
    DiagnosticData data = reports.getDiagnosticData();
    String id = simple.getFirstSignatureId();
    if (id == null) {
      return String.join("\t", file.getName(), "NO_SIGNATURE");
    }
    SignatureWrapper signature = data.getSignatureById(id);
    long stamps = signature.getTimestampList().stream()
        .filter(stamp -> stamp.isMessageImprintDataFound() && stamp.isMessageImprintDataIntact() && stamp.isSignatureValid())
        .count();
    String messages = simple.getAdESValidationErrors(id).stream()
        .map(message -> message.getValue())
        .collect(Collectors.joining("; "));
    return String.join("\t",
        file.getName(),
        String.valueOf(simple.getIndication(id)),
        String.valueOf(simple.getSubIndication(id)),
        String.valueOf(signature.getSignatureFormat()),
        String.valueOf(signature.isSignatureIntact() && signature.isSignatureValid()),
        stamps + "/" + signature.getTimestampList().size(),
        messages);
  }
}
