namespace Clearing.Server.Http.Payments;

/// <summary>Payments of the built-in world, for the description of the interface.</summary>
internal static class PaymentExamples
{
    public const string Request =
        """{"payee":"ASH","amount":"1250.00","currency":"USD","priority":"normal","kind":"customer"}""";

    public const string Answer =
        """{"id":"9b2d3c1e-77aa-8f00-9c1d-5a0f6f1b2c3d","status":"settled","reason":null"""
        + ""","number":17,"time":"2026-01-05T09:30:00.000000Z","repeated":false}""";

    public const string Fin =
        "{1:F01ALDEUS30AXXX0001000001}{2:I202ASHXUS30XXXXN}{4:\r\n:20:REF1\r\n:21:NONREF\r\n:32A:260105USD1250,\r\n"
        + ":58A:ASHXUS30\r\n-}";

    public const string Xml = "<?xml version=\"1.0\"?><!-- business application header and pacs.008 or pacs.009 -->";

    public const string Fedwire = "{1500}30USER001P {1510}1000{1520}20260105ALDER001000001{2000}000000125000...";
}
