# Fetches and unpacks what a services/install of a request names.
# Arguments: the URL; the folder; the file's name; the kind of archive: tar, zip or none.
url=$1 folder=$2 name=$3 archive=$4
for program in mkdir mktemp curl $(test "$archive" = tar && echo tar; test "$archive" = zip && echo unzip); do
    if ! command -v "$program" >/dev/null; then
        printf 'this image has no %s, which is needed to install %s\n' "$program" "$url"
        exit 127
    fi
done
mkdir -p -- "$folder" || exit
cd -- "$folder" || exit
file=$(mktemp ./.install.XXXXXX) || exit
trap 'rm -f "$file"' EXIT
printf 'fetching %s\n' "$url"
# No file: or other URL, also by redirection; ends when nothing comes for 5 minutes, after 2 hours, or at 10 GiB.
curl -fsSL --globoff --proto =http,https --connect-timeout 30 --retry 2 --speed-limit 1 --speed-time 300 \
    --max-time 7200 --max-filesize 10737418240 --output "$file" --url "$url" || exit
printf 'installing in %s\n' "$folder"
case $archive in
tar) tar -xf "$file" ;;
zip) unzip -o -q "$file" ;;
*) chmod 0644 "$file" && mv -f -- "$file" "./$name" ;;
esac
