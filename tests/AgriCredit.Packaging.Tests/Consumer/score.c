/* Scores the applicants on standard input, a line of count values each, and prints the bits of pd, points and logit; a refusal as its code and text. */
#include "agricredit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t bits(double value) {
  uint64_t result;
  memcpy(&result, &value, sizeof result);
  return result;
}

int main(int argc, char **argv) {
  char text[256];
  agricredit_model *model = NULL;
  int code = argc == 2 ? agricredit_load(argv[1], &model, text, sizeof text) : AGRICREDIT_BAD_ARGUMENT;
  if (code != AGRICREDIT_OK) {
    printf("load %d %s\n", code, text);
    return code;
  }

  size_t count = agricredit_input_count(model);
  for (size_t i = 0; i < count; i++) {
    if (agricredit_input_name(model, i, text, sizeof text) != AGRICREDIT_OK) return 100;
    printf("input %s\n", text);
  }

  if (agricredit_input_name(model, count, text, sizeof text) != AGRICREDIT_BAD_ARGUMENT) return 101;
  if (agricredit_load(NULL, &model, text, sizeof text) != AGRICREDIT_BAD_ARGUMENT) return 102;
  if (agricredit_score(NULL, NULL, 0, NULL, NULL, 0) != AGRICREDIT_BAD_ARGUMENT) return 103;
  double values[64] = {0};
  agricredit_score_t score;
  if (agricredit_score(model, values, count + 1, &score, text, 8) != AGRICREDIT_BAD_ARGUMENT || strlen(text) != 7) return 104;

  for (size_t at = 0; scanf("%lf", &values[at]) == 1;) {
    at = (at + 1) % count;
    if (at == 0) {
      code = agricredit_score(model, values, count, &score, text, sizeof text);
      if (code == AGRICREDIT_OK)
        printf("score %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n", bits(score.pd), bits(score.points), bits(score.logit));
      else
        printf("refused %d %s\n", code, text);
    }
  }

  agricredit_free(model);
  agricredit_free(NULL);
  return 0;
}
