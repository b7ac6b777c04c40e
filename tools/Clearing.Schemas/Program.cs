using System.Text;
using System.Xml;
using Clearing.Schemas;

if (args.Length != 2)
{
    Console.Error.WriteLine("Makes the table of message schemas from a folder of ISO 20022 base schemas.\n\n"
        + "clearing-schemas FOLDER-OF-XSD FILE");
    return 2;
}

try
{
    File.WriteAllText(args[1], SchemaTableWriter.Write(args[0]), new UTF8Encoding(false));
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or XmlException)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}
