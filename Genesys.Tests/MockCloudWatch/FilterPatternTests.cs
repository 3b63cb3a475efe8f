using System.Text;
using Genesys.MockCloudWatch.Patterns;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.Tests.MockCloudWatch;

public class FilterPatternTests
{
    private const string Access =
        "127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534";
    private const string Json =
        """{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another value"],"objectList":[{"name":"a","id":1},{"name":"b","id":2}],"SomeObject":null,"ThisFlag":true,"bandwidth":75,"size":1.5e3,"a.b":"dotted","user":{"email":"jane@example.com","id":"7"},"text":"caf\u00e9 \"x\"","status":"404"}""";

    [Theory]
    [InlineData("", "anything", true)]
    [InlineData("   ", "anything", true)]
    [InlineData("ERROR", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("ERROR", "[error 400] BAD REQUEST", false)]
    [InlineData("ERROR REQUEST", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("ERROR MISSING", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("?ERROR ?MISSING", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("?LOST ?MISSING", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("ERROR -400", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("ERROR -401", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("-ERROR", "all is well", true)]
    [InlineData("ERROR ?MISSING", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("\"BAD REQUEST\"", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("\"REQUEST BAD\"", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("\"hello cruel\"", "hello cruela", true)]
    [InlineData("-\"BAD REQUEST\" ERROR", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("\"say \\\"hi\\\"\"", "they say \"hi\"", true)]
    [InlineData("%[0-9]{3}%", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("%^ERROR%", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("%colou?r|grey%", "a color", true)]
    [InlineData("\"é🙀\"", "x é🙀 y", true)]
    [InlineData("- \"BAD REQUEST\"", "all is well", true)]
    [InlineData("- \"BAD REQUEST\"", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("a_1", "x a_1 y", true)]
    public void Terms(string pattern, string message, bool matches) => Assert.Equal(matches, Matches(pattern, message));

    [Theory]
    [InlineData("[ip, user, username, timestamp, request, status_code, bytes]", true)]
    [InlineData("[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", true)]
    [InlineData("[ip, user, username, timestamp, request, status_code = 404 || status_code = 410, bytes]", true)]
    [InlineData("[ip, user, username, timestamp, request, status_code = 410, bytes]", false)]
    [InlineData("[..., request =*.html*, status_code = 4*, bytes]", true)]
    [InlineData("[..., status_code = 4*]", false)]
    [InlineData("[ip = 127*, ..., bytes]", true)]
    [InlineData("[ip, ...]", true)]
    [InlineData("[ip!=127.0.0.1, ...]", false)]
    [InlineData("[..., bytes > 1000]", true)]
    [InlineData("[..., bytes >= 1534 && bytes < 1535]", true)]
    [InlineData("[..., bytes < 1534]", false)]
    [InlineData("[..., bytes != 1534]", false)]
    [InlineData("[ip, user, rest]", true)]
    [InlineData("[]", true)]
    [InlineData("[..., request=*.html*, status_code=4*,]", true)]
    [InlineData("[..., status_code=4*, bytes,]", false)]
    [InlineData("[ip, user, username, timestamp, request, status_code, bytes, more]", false)]
    [InlineData("[ip, user, username = frank, timestamp = 10/Oct/2000*, ...]", true)]
    [InlineData("[ip=%127\\.0\\.0\\.[1-9]%, ...]", true)]
    [InlineData("[ip, (user = Prod || user = Test) && user != Dev, ...]", true)]
    [InlineData("[ip, user = \"Prod\", ...]", true)]
    public void Fields(string pattern, bool matches) => Assert.Equal(matches, Matches(pattern, Access));

    [Theory]
    [InlineData("[w1=ERROR, w2]", "ERROR 09/25/2014 12:00:02 Failed to process request", true)]
    [InlineData("[w1=ERROR, w2]", "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200", false)]
    [InlineData("[w1!=ERROR && w1!=WARNING, w2]", "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200", true)]
    [InlineData(
        "[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]",
        "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200", true)]
    [InlineData("[w1, w2]", "alone", false)]
    [InlineData("[w1]", "", false)]
    public void FieldsOfOtherMessages(string pattern, string message, bool matches) =>
        Assert.Equal(matches, Matches(pattern, message));

    [Theory]
    [InlineData("{ $.eventType = \"UpdateTrail\" }", true)]
    [InlineData("{$.eventType = UpdateTrail}", true)]
    [InlineData("{ $.eventType = \"updatetrail\" }", false)]
    [InlineData("{ $.eventType = \"Update*\" }", true)]
    [InlineData("{ $.eventType = \"*Tr*l\" }", true)]
    [InlineData("{ $.eventType = \"*Trial*\" }", false)]
    [InlineData("{ $.eventType != \"UpdateTrail\" }", false)]
    [InlineData("{ $.sourceIPAddress != 123.123.* }", true)]
    [InlineData("{ $.missing != \"x\" }", false)]
    [InlineData("{ $.arrayKey[0] = \"value\" }", true)]
    [InlineData("{ $.arrayKey[1] = \"value\" }", false)]
    [InlineData("{ $.arrayKey[*] = \"another value\" }", true)]
    [InlineData("{ $.objectList[1].id = 2 }", true)]
    [InlineData("{ $.objectList[*].name = \"b\" }", true)]
    [InlineData("{ $.objectList[0].id = 2 }", false)]
    [InlineData("{ $.SomeObject IS NULL }", true)]
    [InlineData("{ $.eventType IS NULL }", false)]
    [InlineData("{ $.missing IS NULL }", false)]
    [InlineData("{ $.SomeOtherObject NOT EXISTS }", true)]
    [InlineData("{ $.SomeObject NOT EXISTS }", false)]
    [InlineData("{ $.user.phone NOT EXISTS }", true)]
    [InlineData("{ $.ThisFlag IS TRUE }", true)]
    [InlineData("{ $.ThisFlag IS FALSE }", false)]
    [InlineData("{ $.ThisFlag = true }", true)]
    [InlineData("{ $.bandwidth > 70 }", true)]
    [InlineData("{ $.bandwidth >= 75 && $.bandwidth <= 75 }", true)]
    [InlineData("{ $.bandwidth < 75 }", false)]
    [InlineData("{ $.bandwidth = 75.0 }", true)]
    [InlineData("{ $.bandwidth = 7* }", true)]
    [InlineData("{ $.size = 1500 }", true)]
    [InlineData("{ $.status = 404 }", true)]
    [InlineData("{ $.user.id = 7 && ($.user.email = \"john*\" || $.user.email = \"jane*\") }", true)]
    [InlineData("{ ($.user.id = 8) || ($.bandwidth = 75) }", true)]
    [InlineData("{ $.user.id = 8 || $.bandwidth = 75 && $.ThisFlag IS FALSE }", false)]
    [InlineData("{ $.user.email = %^j[a-z]+@example\\.com$% }", true)]
    [InlineData("{ $.user.email = %^x% }", false)]
    [InlineData("{ $.* = \"UpdateTrail\" }", true)]
    [InlineData("{ $[\"a.b\"] = \"dotted\" }", true)]
    [InlineData("{ $.['a.b'] = \"dotted\" }", true)]
    [InlineData("{ $.text = \"café \\\"x\\\"\" }", true)]
    public void JsonPatterns(string pattern, bool matches) => Assert.Equal(matches, Matches(pattern, Json));

    [Theory]
    [InlineData("plain text")]
    [InlineData("{ broken")]
    [InlineData("{\"eventType\":\"UpdateTrail\"")]
    [InlineData("\"UpdateTrail\"")]
    public void JsonPattern_NeverMatchesWhatIsntJson(string message)
    {
        Assert.False(Matches("{ $.eventType = \"UpdateTrail\" }", message));
        Assert.False(Matches("{ $.missing NOT EXISTS }", message));
    }

    [Theory]
    [InlineData("{ $.a }")]
    [InlineData("{ $.a = }")]
    [InlineData("{ a = 1 }")]
    [InlineData("{ $.a EXISTS }")]
    [InlineData("{ $.a IS NOT NULL }")]
    [InlineData("{ $.a == 1 }")]
    [InlineData("{ $.a > \"x\" }")]
    [InlineData("{ ($.a = 1 }")]
    [InlineData("{ $.a = 1 && }")]
    [InlineData("{ $.a = %(x|y)% }")]
    [InlineData("{ $.a = %x% && $.b = %y% && $.c = %z% }")]
    [InlineData("{ $.a[x] = 1 }")]
    [InlineData("{}")]
    [InlineData("[a, ..., b, ...]")]
    [InlineData("[a,,b]")]
    [InlineData("[a = ]")]
    [InlineData("\"unclosed")]
    [InlineData("%unclosed")]
    [InlineData("a -")]
    [InlineData("%something!%")]
    [InlineData("%[z-a]%")]
    public void BrokenPattern_IsRefused(string pattern)
    {
        var refusal = Assert.Throws<ApiException>(() => FilterPatternParser.Parse(pattern));

        Assert.Equal(("InvalidParameterException", "Invalid filter pattern"), (refusal.Type, refusal.Message));
    }

    [Theory]
    [InlineData("Status: timeout", "Invalid character(s) in term ':'")]
    [InlineData("a@b", "Invalid character(s) in term '@'")]
    [InlineData("🙀", "Invalid character(s) in term '🙀'")]
    [InlineData("\"\"", "Invalid character(s) in term '\"\"'")]
    [InlineData("{ $.\"sc-status\" = 5* }", "Invalid character(s) in term '\"'")]
    [InlineData("{ $.a = 1", "If a filter pattern starts with '{' it must end with '}'")]
    [InlineData("[a, b", "If a filter pattern starts with '[' it must end with ']'")]
    public void PatternThatAwsNamesTheFaultOf_IsRefusedInItsWords(string pattern, string message)
    {
        var refusal = Assert.Throws<ApiException>(() => FilterPatternParser.Parse(pattern));

        Assert.Equal(("InvalidParameterException", message), (refusal.Type, refusal.Message));
    }

    [Fact]
    public void MessageOfVeryManyFields_IsMatchedToItsEnd() =>
        Assert.True(Matches("[first = 0, ..., last = 4999]", string.Join(' ', Enumerable.Range(0, 5_000))));

    [Theory]
    [InlineData("%a*a*a*a*a*a*a*a*a*a*a*a*b%")]
    [InlineData("{ $.m = %a*a*a*a*a*a*a*a*a*a*a*a*b% }")]
    [InlineData("{ $.m = \"*a*a*a*a*a*a*a*a*b*\" }")]
    public void PatternMadeToBacktrack_TakesTimeInProportion(string pattern) =>
        Assert.False(Matches(pattern, $"{{\"m\":\"{new string('a', 100_000)}\"}}"));

    [Fact]
    public void NestedPattern_IsBounded() =>
        Assert.Throws<ApiException>(
            () => FilterPatternParser.Parse($"{{ {new string('(', 400)}$.a = 1{new string(')', 400)} }}"));

    private static bool Matches(string pattern, string message) =>
        FilterPatternParser.Parse(pattern).Matches(Encoding.UTF8.GetBytes(message));
}
