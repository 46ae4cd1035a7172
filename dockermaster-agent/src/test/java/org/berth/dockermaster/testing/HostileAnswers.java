// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Answers that begin as an honest agent's and are then spoilt, by a seed: a field with a value that no host may say, a list
 * or a text without end, a stream that does not end or ends too soon, a failure that is none.
 */
public final class HostileAnswers implements EvilAgent.Answers {
    private static final Metadata.Key<byte[]> FAILURE =
            Metadata.Key.of("berth-failure-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final List<String> TEXTS = List.of(
            "",
            "garbage",
            "\u001b[2J\u001b]0;owned\u0007",
            "a\nb WARN all is well",
            "\u0000",
            "\ud800",
            "<x/>&'\"",
            "../../etc/passwd",
            "ff02::/64",
            "::/64",
            "::1",
            "urn:publicid:IDN+am.example.org+sliver+other",
            "2001:db8::1/129",
            "-1",
            "x".repeat(1_000),
            "x".repeat(3_400_000));
    private static final long[] NUMBERS = {
        Integer.MIN_VALUE, -2, -1, 0, 22, 1024, 65_536, 1_000_001, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final int MOST_COPIES = 300_000;
    /** What is larger is not sent so often: there is an end to the memory of this process. */
    private static final int SMALL = 50;

    private static final int MOST_SENT = 99_000;

    private final Random random;
    private final HonestAnswers honest;
    private final boolean hanging;

    /** @param hanging whether some answers never end, so that a call takes as long as its deadline */
    public HostileAnswers(long seed, HonestAnswers honest, boolean hanging) {
        this.hanging = hanging;
        this.random = new Random(seed);
        this.honest = honest;
    }

    @Override
    public void answer(String method, Message request, ServerCallStreamObserver<Message> reply) {
        int choice;
        synchronized (random) {
            choice = random.nextInt(10);
        }
        List<Message> messages = honest.messages(method, request);
        switch (choice) {
            case 0 -> reply.onError(failure());
            case 1 -> reply.onCompleted();
            case 2 -> {
                messages.forEach(reply::onNext);
                if (!hanging) {
                    reply.onCompleted();
                }
            }
            case 3 -> {
                Message last = messages.get(messages.size() - 1);
                for (int sent = 0; sent < MOST_SENT && !reply.isCancelled(); sent++) {
                    reply.onNext(last);
                }
                reply.onCompleted();
            }
            default -> {
                messages.forEach(message -> reply.onNext(spoilt(message)));
                reply.onCompleted();
            }
        }
    }

    private synchronized RuntimeException failure() {
        Metadata trailers = new Metadata();
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        trailers.put(FAILURE, bytes);
        List<Status.Code> failures = Stream.of(Status.Code.values())
                .filter(code -> code != Status.Code.OK)
                .toList();
        Status.Code code = failures.get(random.nextInt(failures.size()));
        return Status.fromCode(code).withDescription(text()).asRuntimeException(trailers);
    }

    /** The same message with a field, or a field of a field, that is wrong. */
    public synchronized Message spoilt(Message message) {
        List<FieldDescriptor> fields =
                new ArrayList<>(message.getDescriptorForType().getFields());
        if (fields.isEmpty()) {
            return message;
        }
        Collections.shuffle(fields, random);
        Message.Builder builder = message.toBuilder();
        spoil(builder, fields.get(0));
        return builder.build();
    }

    private void spoil(Message.Builder builder, FieldDescriptor field) {
        if (field.isRepeated()) {
            Object element = builder.getRepeatedFieldCount(field) > 0
                    ? builder.getRepeatedField(field, 0)
                    : value(builder, field);
            Object repeated = random.nextBoolean() ? value(builder, field) : element;
            int copies = random.nextBoolean() && size(repeated) < SMALL ? MOST_COPIES : 1;
            builder.setField(field, Collections.nCopies(copies, repeated));
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            builder.setField(field, spoilt((Message) builder.getField(field)));
        } else {
            builder.setField(field, value(builder, field));
        }
    }

    private static int size(Object value) {
        return value instanceof Message message
                ? message.getSerializedSize()
                : String.valueOf(value).length();
    }

    private Object value(Message.Builder builder, FieldDescriptor field) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (field.getJavaType()) {
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> Float.NaN;
            case DOUBLE -> Double.NaN;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text();
            case BYTE_STRING -> ByteString.copyFrom(text(), StandardCharsets.UTF_8);
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(100) - 50);
            case MESSAGE -> spoilt(builder.newBuilderForField(field).build());
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
