#!/usr/bin/env bash
# Everything that tasks.toml asks for, by `zorgkas client` and curl, against a running `zorgkas attest`: an example of each
# message for those who write software, and the proof that the tasks can be done. Tests run it.
#
#   attestation/ibw/example.sh URL CERT_FOLDER [TASK…]       # without tasks: all of them, in their order
set -euo pipefail
url=$1 cert=$2
shift 2
export TZ=Europe/Brussels

facility=19000001 nihdi=73199069000
credentials=("$cert/authority.pem" "$cert/facility-$nihdi.pem" "$cert/facility-$nihdi.key")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

client() {
    zorgkas client --url "$url" --authority "${credentials[0]}" --certificate "${credentials[1]}" \
        --key "${credentials[2]}" "$@"
}
call() {
    curl --silent --show-error --cacert "${credentials[0]}" --cert "${credentials[1]}" --key "${credentials[2]}" "$@"
}
uuid() { cat /proc/sys/kernel/random/uuid; }
day() { date --date="$1" +%Y-%m-%d; }
instant() { date --date="$1" +%Y-%m-%dT%H:%M:%S%:z; }
# field NAME: the text of a field of the answer that comes in.
field() { sed --quiet "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }

# request SSIN PSYCHIATRIST [MORE]: a new request for somebody who came two days ago.
request() {
    cat <<MESSAGE
{ "messageId": "$(uuid)", "facility": "$facility", "ssin": "$1", "migration": false, "requestType": "NEW",
  "userStatus": "VOLUNTARY", "accidentCode": "NONE", "contact": { "name": "Team instroom", "phone": "093331234" },
  "start": "$(day '2 days ago')T10:00:00+01:00", "requestedEnd": "$(day '+200 days')", ${3-}
  "medicalReport": { "diagnosis": "F20.9", "psychiatrist": "$2", "date": "$(day '3 days ago')" } }
MESSAGE
}
# change FIELDS: a change of the dossier of Carla Testers.
change() {
    reference=$(cat "$cert/../carla.reference")
    echo "{ \"messageId\": \"$(uuid)\", \"facility\": \"$facility\", $1 }" | client change "$reference" -
}

month_before=$(date --date="$(date +%Y-%m-15) -1 month" +%Y-%m)
# sending NUMBER MONTH INVOICE: invoices as JSON.
sending() {
    cat <<MESSAGE
{ "month": "$2", "sendingNumber": $1, "createdOn": "$(day today)", "fund": "180",
  "facility": { "nihdi": "$nihdi", "cbe": "0411990078", "iban": "BE10001199900104", "bic": "BPOTBEB1" },
  "invoices": [{ "number": 1, "ssin": "65060601152", "admission": "2022-05-03T10:00", "invoiceDate": "$(day today)",
                 "vsbReference": "$(cat "$cert/../fons.reference")", $3 }] }
MESSAGE
}
line() { echo "{ \"record\": 30, \"code\": \"970012\", \"day\": \"$month_before-$1\", \"cents\": $2 }"; }

insured() { echo '{"ssin": "60010100172"}' | client status -; }
not-insured() { echo '{"ssin": "61020200368"}' | client status - || true; }
request-accepted() {
    request 62030300564 18334780004 '"origin": "44",' | client request - | tee "$work/answer"
    field vsbReference <"$work/answer" >"$cert/../carla.reference"
}
beraad() {
    request 63040400760 41234581000 '"origin": "44",' >"$work/message"
    client request "$work/message"
    id=$(sed --quiet 's/.*"messageId": "\([^"]*\)".*/\1/p' "$work/message")
    until client inbox | tee "$work/inbox" | grep --quiet "$id"; do sleep 0.5; done
    cat "$work/inbox"
}
refused() { request 64050500956 18334780004 | client request - || true; }
refused-and-corrected() {
    refused
    request 64050500956 18334780004 '"origin": "44",' | client request -
}
migration() {
    cat >"$work/message" <<MESSAGE
{ "messageId": "$(uuid)", "facility": "$facility", "ssin": "65060601152", "migration": true, "requestType": "NEW",
  "userStatus": "VOLUNTARY", "accidentCode": "NONE", "origin": "41",
  "contact": { "name": "Team instroom", "phone": "093331234" },
  "start": "2022-05-03T10:00:00+02:00", "requestedEnd": "$(day '+200 days')",
  "insurerApproval": { "receivedOn": "2023-11-10", "approvedOn": "2023-11-20", "approvedUntil": "$(day '+200 days')" } }
MESSAGE
    client request "$work/message" | tee "$work/answer"
    field vsbReference <"$work/answer" >"$cert/../fons.reference"
}
contact() { change '"change": "CONTACT", "contact": { "name": "Team nacht", "phone": "093339999" }'; }
administrative() { change '"change": "ADMINISTRATIVE", "origin": "41"'; }
start-date() { change "\"change\": \"START_DATE\", \"start\": \"$(day '3 days ago')T10:00:00+01:00\""; }
extension() {
    change "\"change\": \"EXTENSION\", \"end\": \"$(day '+300 days')\""
    change '"change": "EXTENSION_CANCELLATION"'
}
end() {
    change "\"change\": \"END\", \"end\": \"$(instant '1 hour ago')\", \"endReason\": \"10\", \"departedTo\": \"10\""
    change "\"change\": \"END_CHANGE\", \"end\": \"$(instant '2 hours ago')\", \"endReason\": \"10\", \"departedTo\": \"10\""
    change '"change": "END_CANCELLATION"'
}
dossier() { call "$url/v1/dossiers/$(cat "$cert/../carla.reference")"; }
sending-refused() {
    sending 1 "$month_before" "\"lines\": [$(line 01 4322)]" >"$work/sending"
    client batch "$work/sending" --answers "$work/refused" || true
    ls "$work/refused"
}
sending-accepted() {
    sending 2 "$month_before" "\"lines\": [$(line 01 4321), $(line 02 4321)]" >"$work/sending"
    client batch "$work/sending" --answers "$work/accepted" | tee "$work/state"
    batch=$(sed --quiet 's/.*"id":\([0-9]*\).*/\1/p' "$work/state")
    until client get "/v1/batches/$batch/answers/920900" >"$work/settlement"; do sleep 0.5; done
    call --header 'accept: application/json' "$url/v1/batches/$batch/answers/920900"
}
credit() {
    earlier="{ \"number\": 1, \"sending\": 2, \"month\": \"$month_before\" }"
    sending 3 "$(date +%Y-%m)" "\"credit\": true, \"earlier\": $earlier, \"lines\": [$(line 01 -4321)]" >"$work/sending"
    client batch "$work/sending" --answers "$work/credit"
}

[ $# -gt 0 ] || set -- insured not-insured request-accepted beraad refused-and-corrected migration contact administrative \
    start-date extension end dossier sending-refused sending-accepted credit
for task in "$@"; do
    printf '\n== %s\n' "$task"
    "$task"
done
