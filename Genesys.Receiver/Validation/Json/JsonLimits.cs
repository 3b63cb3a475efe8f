namespace Genesys.Receiver.Validation.Json;

/// <summary>
/// What a JSON text may not exceed. Both are the figures of the model whose verdicts <c>genesys.cloud/1</c> keeps.
/// </summary>
internal static class JsonLimits
{
    /// <summary>
    /// Arrays and objects that may be open at once. Only an empty one may be the last of them: the model (jiter's 200
    /// levels) counts an array or an object once it holds something.
    /// </summary>
    public const int MaxDepth = 201;

    /// <summary>
    /// Characters of a number's integer part, its sign included; fraction and exponent are not counted.
    /// </summary>
    public const int MaxIntegerLength = 4_300;
}
