using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Client;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Admin;

/// <summary>An operator who shows a key.</summary>
internal sealed class OperatorOptions
{
    /// <summary>
    /// The key, shown in <c>X-Api-Key</c>; <c>sha256:</c> + 64 hexadecimal digits is a key's hash. It stands nowhere
    /// else among operators' keys.
    /// </summary>
    [Secret]
    public string ApiKey { get; set; } = "";

    /// <summary>What the operator may do: a reader reads, an operator acts too.</summary>
    [EnumDataType(typeof(OperatorRole), ErrorMessage = "Admin:Operators:{name}:Role must be reader or operator")]
    public OperatorRole Role { get; set; } = OperatorRole.Reader;

    /// <summary>Whether the operator may read a delivery as it was sent; each time is a row of the audit.</summary>
    public bool PersonalData { get; set; }
}
